package dev.airtableroutes.sandbox.providers;

/** What the stand-ins share. */
record House(People people, Bill bill, Time time, Webhooks webhooks) {}
