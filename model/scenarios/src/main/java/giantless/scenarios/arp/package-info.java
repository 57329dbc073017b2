/** Races over ARP's entries: who resolves, answers, forgets and times out. */
package giantless.scenarios.arp;
