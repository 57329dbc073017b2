package giantless.stack.mbuf;

import giantless.lock.FreeMark;

/**
 * What a {@link Zone} keeps; marked as free from {@link Zone#claim} until it is allocated again.
 */
abstract class ZoneItem extends FreeMark {}
