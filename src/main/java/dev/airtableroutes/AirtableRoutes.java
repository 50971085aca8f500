package dev.airtableroutes;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class AirtableRoutes {

    public static void main(String[] arguments) {
        SpringApplication.run(AirtableRoutes.class, arguments);
    }
}
