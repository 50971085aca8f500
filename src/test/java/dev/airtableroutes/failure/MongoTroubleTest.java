package dev.airtableroutes.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoCredential;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketOpenException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ServerAddress;
import java.io.IOException;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MongoTroubleTest {

    private static final ServerAddress SERVER = new ServerAddress("db.internal", 27017);

    static Stream<Arguments> aSentenceHasNoAddress() {
        return Stream.of(
                arguments(
                        new MongoTimeoutException("Timed out; servers=[{address=db.internal:27017}]"),
                        "MongoDB does not answer; the log of the application says more."),
                arguments(
                        new MongoSocketOpenException(
                                "Exception opening socket", SERVER, new IOException("db.internal")),
                        "MongoDB does not answer; the log of the application says more."),
                arguments(
                        new MongoCommandException(
                                BsonDocument.parse("{ok: 0, code: 13, codeName: 'Unauthorized', errmsg: 'no'}"),
                                SERVER),
                        "MongoDB refuses a command (error 13 Unauthorized); at DEBUG the log has its words."),
                arguments(
                        new MongoSecurityException(
                                MongoCredential.createCredential("bo", "admin", "secret".toCharArray()),
                                "Exception authenticating at db.internal"),
                        "MongoDB knows no such user or password; check MONGODB_URI and STATE_MONGODB_URI."));
    }

    @ParameterizedTest
    @MethodSource
    void aSentenceHasNoAddress(MongoException cause, String sentence) {
        assertThat(cause.toString()).containsAnyOf("db.internal", "Timed out", "opening socket");
        assertThat(MongoTrouble.sentence(cause)).isEqualTo(sentence);
    }

    @Test
    void itIsFoundBehindOthers() {
        MongoException away = new MongoTimeoutException("away");
        assertThat(MongoTrouble.behind(new IllegalStateException(new RuntimeException(away))))
                .isSameAs(away);
        assertThat(MongoTrouble.behind(new IllegalStateException())).isNull();
    }
}
