/**
 * A search in parts: a {@link giantless.explore.shard.Plan} says which, shards explore some each,
 * anywhere, and {@link giantless.explore.shard.Grade} joins what they found, all of it or none.
 */
package giantless.explore.shard;
