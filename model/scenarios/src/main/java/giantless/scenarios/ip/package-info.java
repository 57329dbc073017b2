/** Races of IPv4: reassembly, routes and addresses that change under packets. */
package giantless.scenarios.ip;
