/** What calls to providers cost: reserved before a call, settled after it, held under caps, never paid twice. */
package dev.airtableroutes.credit;
