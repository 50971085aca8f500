package dev.airtableroutes.config;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.airtable.AirtableSettings;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.lead.LeadRules;
import dev.airtableroutes.lead.RulesFile;
import dev.airtableroutes.ledger.Ledger;
import dev.airtableroutes.ledger.MongoLedger;
import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.mapping.Mappings;
import dev.airtableroutes.provider.ProviderFiles;
import dev.airtableroutes.provider.Providers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy;
import org.bson.UuidRepresentation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AirtableSettings.class)
class Wiring {

    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
    private static final String SOURCE = "MONGODB_URI";
    private static final String STATE = "STATE_MONGODB_URI";

    @Bean
    @ConditionalOnMissingBean
    Catalog catalog(@Value("${mappings.directory}") Path mappings, Environment environment) {
        return Catalog.load(mappings, environment::getProperty);
    }

    @Bean
    Mappings mappings(Catalog catalog) {
        catalog.offSentences().forEach(LOG::info);
        return new Mappings(catalog);
    }

    @Bean
    @ConditionalOnMissingBean
    Providers providers(@Value("${mappings.directory}") Path mappings, Environment environment) {
        return new Providers(ProviderFiles.load(mappings, environment::getProperty), environment::getProperty);
    }

    @Bean
    @ConditionalOnMissingBean
    LeadRules leadRules(@Value("${mappings.directory}") Path mappings, Environment environment, Providers providers) {
        return new LeadRules(RulesFile.load(mappings, Providers.allPurses(providers.all()), environment::getProperty));
    }

    @Bean(destroyMethod = "close")
    MongoClient sourceClient(@Value("${mongodb.uri}") String uri) {
        return client(uri, SOURCE);
    }

    @Bean(destroyMethod = "close")
    MongoClient stateClient(@Value("${mongodb.state-uri}") String stateUri, @Value("${mongodb.uri}") String uri) {
        return stateUri.isBlank() ? client(uri, SOURCE) : client(stateUri, STATE);
    }

    @Bean
    MongoDatabase source(@Qualifier("sourceClient") MongoClient client, @Value("${mongodb.uri}") String uri) {
        return client.getDatabase(database(uri, SOURCE, null));
    }

    @Bean
    MongoDatabase state(@Qualifier("stateClient") MongoClient client, @Value("${mongodb.state-uri}") String stateUri) {
        return client.getDatabase(
                stateUri.isBlank() ? "airtable_routes" : database(stateUri, STATE, "airtable_routes"));
    }

    @Bean
    Ledger ledger(@Qualifier("state") MongoDatabase state) {
        return new MongoLedger(state);
    }

    /** Gathers the bodies of an aggregate or a split in a list. */
    @Bean
    AggregationStrategy listOfBodies() {
        return new GroupedBodyAggregationStrategy();
    }

    private static MongoClient client(String uri, String variable) {
        ConnectionString connection = connection(uri, variable);
        return MongoClients.create(MongoClientSettings.builder()
                // an id may be a UUID, and is one again when the ledger is read; the URI may name an older form
                .uuidRepresentation(
                        connection.getUuidRepresentation() == null
                                ? UuidRepresentation.STANDARD
                                : connection.getUuidRepresentation())
                .applyConnectionString(connection)
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(5, TimeUnit.SECONDS))
                .build());
    }

    private static String database(String uri, String variable, String otherwise) {
        String database = connection(uri, variable).getDatabase();
        if (database == null && otherwise == null) {
            throw new ConfigurationException(
                    "MONGODB_URI names no database: append it to the path, as in mongodb://localhost:27017/cuculi.");
        }
        return database == null ? otherwise : database;
    }

    private static ConnectionString connection(String uri, String variable) {
        try {
            return new ConnectionString(uri);
        } catch (IllegalArgumentException wrong) {
            // the driver's message would repeat the URI, and a password with it
            throw new ConfigurationException(
                    variable + " is not a MongoDB connection string such as mongodb://localhost:27017/cuculi.");
        }
    }
}
