/** Numbered samples: each one idea, with a broken and a fixed twin. Read them in order. */
package giantless.scenarios.samples;
