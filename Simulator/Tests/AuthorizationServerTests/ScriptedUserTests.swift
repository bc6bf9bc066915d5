import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOSSL
import Testing

@testable import AuthorizationServer
@testable import ScriptedUser

/// The whole server over real TLS on the loopback, driven as a person and a device drive it.
@Suite struct ScriptedUserTests {
    private static func withServer<Value: Sendable>(
        host: String = "localhost", _ body: (RunningServer, String) async throws -> Value
    ) async throws -> Value {
        let folder = NSTemporaryDirectory() + "server-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let configuration = ServerConfiguration(host: host, port: 0, stateFolder: folder)
        return try await EmbeddedServer.withServer(configuration, logger: logger) { server in
            try await body(server, folder)
        }
    }

    private static func post(
        _ server: RunningServer, _ path: String, _ form: String, _ client: HTTPClient
    ) async throws -> [String: Any] {
        var request = HTTPClientRequest(url: server.issuer + path)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(ByteBuffer(string: form))
        let response = try await client.execute(request, timeout: .seconds(30))
        let body = try await response.body.collect(upTo: 65_536)
        let object = try JSONSerialization.jsonObject(with: Data(body.readableBytesView))
        return object as? [String: Any] ?? [:]
    }

    private static func withClient<Value>(
        _ server: RunningServer, addresses: [String: String] = [:],
        _ body: (HTTPClient) async throws -> Value
    ) async throws -> Value {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(server.caFile)
        // What the device's TLS library can do at most.
        tls.maximumTLSVersion = .tlsv12
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.dnsOverride = addresses
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton, configuration: configuration)
        let outcome: Result<Value, any Error>
        do {
            outcome = .success(try await body(client))
        } catch {
            outcome = .failure(error)
        }
        try await client.shutdown()
        return try outcome.get()
    }

    private static let poll =
        "grant_type=urn:ietf:params:oauth:grant-type:device_code&client_id=tv-stick&device_code="

    @Test("S9 X13 a scripted user approves and declines by the pages, over verified TLS 1.2")
    func decide() async throws {
        try await Self.withServer { server, _ in
            let user = ScriptedUser(
                caFile: server.caFile, username: server.demoAccount.username,
                password: server.demoAccount.password)
            try await Self.withClient(server) { client in
                for (decision, member) in [
                    (ScriptedUser.Decision.approve, "access_token"), (.deny, "error"),
                ] {
                    let codes = try await Self.post(
                        server, "/device_authorization", "client_id=tv-stick", client)
                    let userCode = try #require(codes["user_code"] as? String)
                    let deviceCode = try #require(codes["device_code"] as? String)
                    #expect(codes["verification_uri"] as? String == server.verificationURI)
                    try await user.decide(
                        decision, userCode: userCode, at: server.verificationURI)
                    let answer = try await Self.post(
                        server, "/token", Self.poll + deviceCode, client)
                    #expect(answer[member] is String)
                    if decision == .deny { #expect(answer["error"] as? String == "access_denied") }
                }
            }
        }
    }

    @Test("a LAN name that no resolver knows works through its address, name verified")
    func lanName() async throws {
        try await Self.withServer(host: "tv.home.arpa") { server, _ in
            #expect(server.issuer == "https://tv.home.arpa:\(server.port)")
            let addresses = ["tv.home.arpa": "127.0.0.1"]
            let user = ScriptedUser(
                caFile: server.caFile, username: server.demoAccount.username,
                password: server.demoAccount.password, addresses: addresses)
            try await Self.withClient(server, addresses: addresses) { client in
                let codes = try await Self.post(
                    server, "/device_authorization", "client_id=tv-stick", client)
                let complete = try #require(codes["verification_uri_complete"] as? String)
                try await user.decide(
                    .approve, userCode: try #require(codes["user_code"] as? String), at: complete)
            }
        }
    }

    @Test("a wrong code, a wrong password and a wrong CA are told apart")
    func failures() async throws {
        try await Self.withServer { server, _ in
            let account = server.demoAccount
            let right = ScriptedUser(
                caFile: server.caFile, username: account.username, password: account.password)
            await #expect {
                try await right.decide(.approve, userCode: "BBBB-BBBB", at: server.verificationURI)
            } throws: { error in
                guard case .codeRefused(let text) = error as? ScriptedUserError else {
                    return false
                }
                return text.contains("not valid")
            }
            let wrong = ScriptedUser(
                caFile: server.caFile, username: account.username, password: "wrong")
            await #expect {
                try await wrong.decide(.approve, userCode: "BBBB-BBBB", at: server.verificationURI)
            } throws: { error in
                if case .signInRefused = error as? ScriptedUserError { return true }
                return false
            }
            try await Self.withServer { other, _ in
                let foreign = ScriptedUser(
                    caFile: other.caFile, username: account.username, password: account.password)
                await #expect {
                    try await foreign.decide(
                        .approve, userCode: "BBBB-BBBB", at: server.verificationURI)
                } throws: { error in
                    if case .unreachable = error as? ScriptedUserError { return true }
                    return false
                }
            }
        }
    }

    @Test(
        "a second start keeps the account, the CA and the keys; a lost password file makes a new one"
    )
    func secondStart() async throws {
        let folder = NSTemporaryDirectory() + "server-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let configuration = ServerConfiguration(port: 0, stateFolder: folder)
        let first = try await EmbeddedServer.withServer(configuration, logger: logger) { $0 }
        let second = try await EmbeddedServer.withServer(configuration, logger: logger) { $0 }
        #expect(first.demoAccount.isNew && !second.demoAccount.isNew)
        #expect(first.demoAccount.password == second.demoAccount.password)
        #expect(first.caFingerprint == second.caFingerprint)
        let account = folder + "/demo-account.txt"
        let attributes = try FileManager.default.attributesOfItem(atPath: account)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        try FileManager.default.removeItem(atPath: account)
        let third = try await EmbeddedServer.withServer(configuration, logger: logger) { server in
            // The page takes the new password.
            let user = ScriptedUser(
                caFile: server.caFile, username: server.demoAccount.username,
                password: server.demoAccount.password)
            await #expect {
                try await user.decide(.deny, userCode: "BBBB-BBBB", at: server.verificationURI)
            } throws: { error in
                if case .codeRefused = error as? ScriptedUserError { return true }
                return false
            }
            return server
        }
        #expect(third.demoAccount.password != first.demoAccount.password)
    }

    @Test("a port in use is one clear line")
    func portInUse() async throws {
        try await Self.withServer { server, _ in
            let folder = NSTemporaryDirectory() + "server-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let configuration = ServerConfiguration(port: server.port, stateFolder: folder)
            var logger = Logger(label: "test")
            logger.logLevel = .critical
            let error = await #expect(throws: ServerStartError.self) {
                try await EmbeddedServer.withServer(configuration, logger: logger) { _ in }
            }
            #expect(error?.description.contains("Port \(server.port)") == true)
            #expect(error?.description.contains("\n") == false)
        }
    }

    @Test("X37 logs of a whole grant hold no code, token, password or cookie")
    func logs() async throws {
        let folder = NSTemporaryDirectory() + "server-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let recorder = LogRecorder()
        var logger = Logger(label: "test") { _ in recorder }
        logger.logLevel = .trace
        let configuration = ServerConfiguration(port: 0, stateFolder: folder)
        let secrets = try await EmbeddedServer.withServer(configuration, logger: logger) { server in
            try await Self.withClient(server) { client in
                let codes = try await Self.post(
                    server, "/device_authorization", "client_id=tv-stick", client)
                let userCode = try #require(codes["user_code"] as? String)
                let deviceCode = try #require(codes["device_code"] as? String)
                let complete = try #require(codes["verification_uri_complete"] as? String)
                let user = ScriptedUser(
                    caFile: server.caFile, username: server.demoAccount.username,
                    password: server.demoAccount.password)
                try await user.decide(.approve, userCode: userCode, at: complete)
                let tokens = try await Self.post(server, "/token", Self.poll + deviceCode, client)
                return [
                    userCode, deviceCode, server.demoAccount.password,
                    tokens["access_token"] as? String, tokens["refresh_token"] as? String,
                    "__Host-",
                ].compactMap(\.self)
            }
        }
        #expect(secrets.count == 6)
        let text = recorder.text
        #expect(text.contains("device grant decided") && text.contains("path=/device"))
        #expect(text.contains("request-address=127.0.0.1"))
        for secret in secrets { #expect(!text.contains(secret)) }
    }

    @Test("forms are read from tags in any order and quoting")
    func formReader() {
        let page = HTMLPage(
            """
            <title>no</title><p>a &lt;b&gt;  <strong>c</strong>&amp;d</p>
            <form action='/x?a=1&amp;b=2' method=post><input value="1 > 0" type=hidden name=h>
            <input NAME=t><button value=v name=n> Go
            on </button></form>
            """)
        #expect(page.text == "a <b> c&d Go on")
        let form = page.form(withButton: "Go on")
        #expect(form?.action == "/x?a=1&b=2")
        #expect(form?.inputs.map(\.value) == ["1 > 0", ""])
        #expect(form?.inputs.map(\.type) == ["hidden", "text"])
        #expect(form?.buttons.first?.name == "n")
    }
}
