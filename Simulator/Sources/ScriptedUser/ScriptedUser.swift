import AsyncHTTPClient
import NIOCore
import NIOSSL

/// A user of the verification page who is a program: opens the page over HTTPS with the chain and
/// host name verified, signs in, types the user code, and presses a button by its visible name.
///
/// It knows of the pages what a person sees: headings apart, there is nothing here about paths or
/// field names beyond what makes a field a user name, a password or a code.
public struct ScriptedUser: Sendable {
    public enum Decision: Sendable, Equatable {
        case approve
        case deny
    }

    let caFile: String
    let username: String
    let password: String
    let addresses: [String: String]

    /// - Parameters:
    ///   - caFile: PEM file with the only authority that is trusted.
    ///   - addresses: host names that are connected to by address, for names that no resolver
    ///     knows. The certificate is checked against the name all the same.
    public init(
        caFile: String, username: String, password: String, addresses: [String: String] = [:]
    ) {
        self.caFile = caFile
        self.username = username
        self.password = password
        self.addresses = addresses
    }

    /// Walks from the verification URI to the page that confirms the decision.
    ///
    /// Throws `ScriptedUserError` when a page is not what a user would need to go on.
    public func decide(
        _ decision: Decision, userCode: String, at verificationURI: String
    ) async throws {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(caFile)
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(10), read: .seconds(30)))
        configuration.httpVersion = .http1Only
        configuration.dnsOverride = addresses
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton, configuration: configuration)
        let outcome: Result<Void, any Error>
        do {
            var visit = try BrowserVisit(client: client, at: verificationURI)
            try await walk(&visit, decision, userCode: userCode, from: verificationURI)
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        try await client.shutdown()
        try outcome.get()
    }

    private func walk(
        _ visit: inout BrowserVisit, _ decision: Decision, userCode: String,
        from verificationURI: String
    ) async throws {
        try await visit.open(verificationURI)
        if let signIn = visit.page.form(withInput: { $0.type == "password" }) {
            try await visit.submit(
                signIn,
                filling: { input in
                    if input.type == "password" { return password }
                    return input.type == "text" ? username : nil
                }, pressing: nil)
            guard visit.page.form(withInput: { $0.type == "password" }) == nil else {
                throw ScriptedUserError.signInRefused(visit.page.text)
            }
        }
        guard let codeForm = visit.page.form(withInput: { $0.type == "text" }) else {
            throw ScriptedUserError.pageWithoutCodeField(visit.page.text)
        }
        try await visit.submit(
            codeForm, filling: { $0.type == "text" ? userCode : nil }, pressing: nil)
        let name = decision == .approve ? "Authorize" : "Decline"
        guard let form = visit.page.form(withButton: name) else {
            throw ScriptedUserError.codeRefused(visit.page.text)
        }
        guard Self.symbols(visit.page.text).contains(Self.symbols(userCode)) else {
            throw ScriptedUserError.otherCodeShown(visit.page.text)
        }
        try await visit.submit(form, filling: { _ in nil }, pressing: name)
        let expected = decision == .approve ? "Return to your device" : "Declined"
        guard visit.page.text.contains(expected) else {
            throw ScriptedUserError.decisionRefused(visit.page.text)
        }
    }

    /// A person compares letters and digits, not dashes.
    private static func symbols(_ text: String) -> String {
        String(text.uppercased().filter { $0.isLetter || $0.isNumber })
    }
}
