/**
 * The name space of a machine, as much as UNIX domain sockets and fifos need of a file system:
 * directories, permissions, and nodes that a socket or a fifo hangs on; no files with contents.
 */
package giantless.stack.vfs;
