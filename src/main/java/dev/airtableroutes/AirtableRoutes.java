package dev.airtableroutes;

import dev.airtableroutes.command.Commands;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.mongo.MongoAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration;

/** Starts the application: without arguments it serves, with a command it does that and ends. */
@SpringBootApplication(exclude = {MongoAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class})
public class AirtableRoutes {

    public static void main(String[] arguments) {
        int exit = Commands.run(AirtableRoutes.class, arguments);
        if (exit != Commands.SERVING) {
            System.exit(exit);
        }
    }
}
