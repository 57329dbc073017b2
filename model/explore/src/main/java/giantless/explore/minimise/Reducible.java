package giantless.explore.minimise;

import giantless.explore.search.Program;
import java.util.BitSet;

/**
 * A program that can also be made without some of its actors. Where it fails only because an actor
 * is missing, that is seen by its failing always.
 */
public interface Reducible extends Program {

  /** How many actors it has, numbered from 0. */
  int actors();

  /** The program with these actors alone; all else, set-up and final checks, is as before. */
  Program with(BitSet actors);
}
