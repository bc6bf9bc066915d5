import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import ScriptedUser
import Testing

/// The `authorization-server` command, serving in a state folder.
struct ServerProcess {
    let process: ChildProcess
    let issuer: String
    private let state: TemporaryFolder

    /// Starts it, and waits until it accepts connections.
    init(state: TemporaryFolder) async throws {
        let program = URL(fileURLWithPath: try SimulatorRun.program).deletingLastPathComponent()
            .appendingPathComponent("authorization-server").path
        self.state = state
        process = try ChildProcess(
            program, ["serve", "--demo", "--port", "0", "--state", state.file("server")],
            environment: ["HOME": state.path, "PATH": "/usr/bin:/bin"])
        let errors = process.errors
        issuer = try await within(waitingFor: "the server: \(errors.text)") {
            [output = process.output] in
            try await output.first { line in
                line.hasPrefix("Issuer ")
                    ? line.split(separator: " ").last.map(String.init) : nil
            }
        }
    }

    /// Approves a code through the pages.
    func approve(_ userCode: String) async throws {
        let account = try DemoAccount(state: state)
        try await ScriptedUser(
            caFile: state.file("server/ca.pem"), username: account.username,
            password: account.password
        ).decide(.approve, userCode: userCode, at: issuer + "/device")
    }

    /// Runs `body` with an HTTP client that trusts the server.
    func withClient<Value>(_ body: (HTTPClient) async throws -> Value) async throws -> Value {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(state.file("server/ca.pem"))
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.httpVersion = .http1Only
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let outcome: Result<Value, any Error>
        do {
            outcome = .success(try await body(client))
        } catch {
            outcome = .failure(error)
        }
        try await client.shutdown()
        return try outcome.get()
    }

    /// Asks for codes.
    func codes(_ client: HTTPClient) async throws -> (deviceCode: String, userCode: String) {
        let answer = try await post(client, "/device_authorization", "client_id=tv-stick")
        let json = try JSONValue(parsing: answer.body)
        return (
            try #require(json["device_code"]?.text), try #require(json["user_code"]?.text)
        )
    }

    /// Polls once.
    func poll(_ client: HTTPClient, _ deviceCode: String) async throws -> JSONValue {
        let form =
            "grant_type=urn:ietf:params:oauth:grant-type:device_code&client_id=tv-stick"
            + "&device_code=\(deviceCode)"
        return try JSONValue(parsing: try await post(client, "/token", form).body)
    }

    private func post(
        _ client: HTTPClient, _ path: String, _ form: String
    ) async throws -> (status: UInt, body: String) {
        var request = HTTPClientRequest(url: issuer + path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(ByteBuffer(string: form))
        let response = try await client.execute(request, timeout: .seconds(60))
        let body = try await response.body.collect(upTo: 1 << 16)
        return (response.status.code, String(buffer: body))
    }
}
