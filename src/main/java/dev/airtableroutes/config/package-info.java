/** What the application is put together from: MongoDB, the files of {@code mappings/}, settings of the environment. */
package dev.airtableroutes.config;
