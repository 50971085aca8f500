/** Trouble on order for the stand-ins of the sandbox: what is ordered, when it strikes, and the desk that takes orders over HTTP. */
package dev.airtableroutes.sandbox.order;
