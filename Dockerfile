# syntax=docker/dockerfile:1

FROM eclipse-temurin:25-jdk AS build
WORKDIR /build
# the libraries change seldom: they are fetched again only when these files change
COPY mvnw pom.xml ./
COPY .mvn .mvn
RUN ./mvnw -B -ntp -q dependency:resolve dependency:resolve-plugins
COPY mappings/schema mappings/schema
COPY src src
RUN ./mvnw -B -ntp -q package -DskipTests

FROM eclipse-temurin:25-jre-alpine AS app
WORKDIR /app
COPY --from=build /build/target/airtable-routes.jar ./

# a start that reaches nobody, for the JVM to remember what it loads: later starts take a third of the time
FROM app AS trained
COPY mappings mappings
COPY routes routes
RUN AIRTABLE_TOKEN=none AIRTABLE_API_URL=http://127.0.0.1:9 MONGODB_URI=mongodb://127.0.0.1:9/cuculi timeout -s TERM 30 java -XX:AOTCacheOutput=started.aot -jar airtable-routes.jar > /dev/null || test -s started.aot

FROM app
RUN addgroup -S -g 10001 routes && adduser -S -D -H -u 10001 -G routes routes \
    && mkdir /data && chown 10001:10001 /data
COPY --from=trained /app/started.aot ./
# what engineers edit comes last; or mount your own over these two
COPY mappings mappings
COPY routes routes
USER 10001:10001
# the only place that is written to: temporary files, and reports if you ask for them there
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=3s --start-period=60s --retries=4 \
    CMD wget -q -O /dev/null "http://127.0.0.1:${SERVER_PORT:-8080}/actuator/health/liveness"
# java is process 1 and gets SIGTERM itself: batches under way are finished and written down
STOPSIGNAL SIGTERM
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "-XX:AOTCache=started.aot", "-Djava.io.tmpdir=/data", "-jar", "airtable-routes.jar"]
