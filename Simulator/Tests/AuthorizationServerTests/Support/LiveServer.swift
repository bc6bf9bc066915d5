import Foundation
import Logging

@testable import AuthorizationServer

/// A server behind a real socket with real TLS, in a folder that goes with the test.
enum LiveServer {
    static func run<Value>(
        script: Script? = nil, _ body: (RunningServer) async throws -> Value
    ) async throws -> Value {
        let folder = NSTemporaryDirectory() + "live-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var configuration = ServerConfiguration(port: 0, stateFolder: folder)
        configuration.script = script
        let logger = Logger(label: "live") { _ in SwiftLogNoOpLogHandler() }
        return try await EmbeddedServer.withServer(configuration, logger: logger, body)
    }
}
