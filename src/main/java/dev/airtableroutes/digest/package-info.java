/** Digests: what stands for a text that is too long to keep, or must not be kept. */
package dev.airtableroutes.digest;
