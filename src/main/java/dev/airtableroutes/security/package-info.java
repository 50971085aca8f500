/** Who may look and who may act: people by a form, programs by a password or a key; and what JMX shows of us. */
package dev.airtableroutes.security;
