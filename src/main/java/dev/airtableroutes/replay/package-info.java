/** Replays dead letters: each document is looked at again, as it is now, by the mapping of today. */
package dev.airtableroutes.replay;
