/** Pages for people: tables, budgets, dead letters, passes. What they show, they are given; what they ask for, others do. */
package dev.airtableroutes.console;
