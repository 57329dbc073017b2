/**
 * The kernel around the stack: processes and their threads, descriptors, poll and select, interrupt
 * threads, sysctl, Giant. Knows only the lock primitives.
 */
package giantless.stack.kern;
