import Logging

/// The server inside another program, with a demo account and a demo client.
public enum EmbeddedServer {
    /// Starts everything; calls `body` once the server accepts connections; runs until the body
    /// returns or throws, then shuts down gracefully and closes the database.
    ///
    /// Throws `ServerStartError`, one clear line, when the port is in use or the folder unusable.
    public static func withServer<Result>(
        _ configuration: ServerConfiguration, logger: Logger, clock: ServerClock = .system,
        isolation: isolated (any Actor)? = #isolation,
        _ body: (RunningServer) async throws -> Result
    ) async throws -> Result {
        var configuration = configuration
        configuration.demo = true
        return try await ListeningServer.withServer(
            configuration, logger: logger, clock: clock
        ) { server in
            guard let demoAccount = server.demoAccount else {
                preconditionFailure("a server with a demo has a demo account")
            }
            return try await body(
                RunningServer(
                    issuer: server.issuer, caFile: server.caFile,
                    caFingerprint: server.caFingerprint, verificationURI: server.verificationURI,
                    port: server.port, demoAccount: demoAccount,
                    demoClientID: DemoSetup<SQLiteStore>.clientID))
        }
    }
}
