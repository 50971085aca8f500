/** HTTP on plain sockets for the stand-ins of the sandbox: a request comes, a reply goes, or the connection breaks on order. */
package dev.airtableroutes.sandbox.http;
