package dev.airtableroutes.api;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@OpenAPIDefinition(
        info =
                @Info(
                        title = "airtable-routes",
                        version = "1",
                        description = "Tables, passes and dead letters. Errors are problems by RFC 9457."))
class OpenApi {}
