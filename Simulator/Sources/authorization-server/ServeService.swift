import AuthorizationServer
import Foundation
import Logging
import ServiceLifecycle

/// The server as a service of the process, which stops on a signal.
struct ServeService: Service {
    let configuration: ServerConfiguration
    let logger: Logger

    func run() async throws {
        try await ListeningServer.withServer(configuration, logger: logger) { server in
            print("Issuer           \(server.issuer)")
            print("Users approve at \(server.verificationURI)")
            print("CA certificate   \(server.caFile)")
            print("CA fingerprint   SHA-256 \(server.caFingerprint)")
            if let account = server.demoAccount {
                print("Demo account     \(account.username) / \(account.password)")
                print("Demo client      tv-stick")
            }
            fflush(nil)
            do {
                try await gracefulShutdown()
            } catch is CancellationError {
                // Cancelled is stopped, too.
            }
        }
    }
}
