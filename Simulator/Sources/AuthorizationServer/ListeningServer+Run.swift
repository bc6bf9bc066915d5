import Logging
import NIOCore
import ServiceLifecycle

extension ListeningServer {
    /// Starts everything, calls `body` once the server accepts connections, and shuts down
    /// gracefully when it returns or throws; the database is closed then.
    ///
    /// Throws `ServerStartError` when the environment does not let it start.
    public static func withServer<Result>(
        _ configuration: ServerConfiguration, logger: Logger, clock: ServerClock = .system,
        isolation: isolated (any Actor)? = #isolation,
        _ body: (ListeningServer) async throws -> Result
    ) async throws -> Result {
        guard let host = HostName(configuration.host) else {
            throw ServerStartError(
                "--host \(configuration.host) is neither a host name nor an IP address. Use a name "
                    + "such as localhost or tv.home.arpa, or an address, without port or scheme.")
        }
        guard (0...65_535).contains(configuration.port) else {
            throw ServerStartError("--port \(configuration.port) is no port. Use 0 to 65535.")
        }
        let folder = try StateFolder(configuration.stateFolder)
        let certificate = try ServingCertificate(
            folder: folder, host: host, clock: clock, logger: logger)
        let serverKey = try ServerKey(folder)
        let sealingKeys = try SealingKeys(folder)
        let keyFile = SigningKeyFile(folder: folder)
        let signingKeys = TokenSigningKeys(try keyFile.readOrMake())
        let hasher = PasswordHasher()
        let store: SQLiteStore
        do {
            store = try SQLiteStore(configuration.store)
        } catch {
            await hasher.shutdown()
            throw error
        }
        let outcome: Swift.Result<Result, any Error>
        do {
            let demo =
                try await configuration.demo
                ? DemoSetup(store: store, hasher: hasher, clock: clock).prepare(folder) : nil
            let app = App(
                store: store, hasher: hasher, serverKey: serverKey, sealingKeys: sealingKeys,
                signingKeys: signingKeys,
                origin: PublicOrigin(host: host, port: configuration.port),
                settings: configuration.settings, clock: clock, script: configuration.script)
            outcome = .success(
                try await serve(app, certificate, keyFile, configuration, demo, logger, body))
        } catch {
            outcome = .failure(error)
        }
        await hasher.shutdown()
        try await store.close()
        return try outcome.get()
    }

    private static func serve<Result>(
        _ app: App<SQLiteStore>, _ certificate: ServingCertificate, _ keyFile: SigningKeyFile,
        _ configuration: ServerConfiguration, _ demo: DemoAccount?, _ logger: Logger,
        isolation: isolated (any Actor)? = #isolation,
        _ body: (ListeningServer) async throws -> Result
    ) async throws -> Result {
        let (ports, bound) = AsyncStream.makeStream(of: Int.self)
        let application = try app.application(
            certificate: certificate, address: configuration.address, logger: logger
        ) { port in
            app.origin.bind(port: port)
            bound.yield(port)
        }
        var group = ServiceGroupConfiguration(
            services: [
                .init(service: PurgeService(store: app.store, clock: app.clock, logger: logger)),
                .init(
                    service: SigningKeyService(
                        file: keyFile, keys: app.signingKeys, logger: logger)),
                .init(service: certificate),
                .init(service: application),
            ],
            logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(Limits.shutdownSeconds)
        let services = ServiceGroup(configuration: group)
        let running = Task {
            defer { bound.finish() }
            try await services.run()
        }
        return try await withTaskCancellationHandler {
            var iterator = ports.makeAsyncIterator()
            guard let port = await iterator.next() else {
                do {
                    try await running.value
                } catch {
                    throw ServerStartError.binding(error, configuration)
                }
                throw CancellationError()
            }
            let server = ListeningServer(
                issuer: app.origin.issuer, caFile: certificate.certificates.caFile,
                caFingerprint: certificate.certificates.caFingerprint,
                verificationURI: app.origin.verificationURI, port: port, demoAccount: demo)
            let result: Result
            do {
                result = try await body(server)
            } catch {
                await services.triggerGracefulShutdown()
                _ = await running.result
                throw error
            }
            await services.triggerGracefulShutdown()
            _ = await running.result
            return result
        } onCancel: {
            running.cancel()
        }
    }
}
