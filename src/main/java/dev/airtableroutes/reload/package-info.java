/** Takes over what people save in {@code routes/} and {@code mappings/} while the application serves. */
package dev.airtableroutes.reload;
