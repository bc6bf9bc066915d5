import BoundedBytes
import CredentialSlots
import DeviceGrant
import DeviceRuntime
import TLSTransport

/// Tells on standard output how a grant goes on: to a person in sentences, or to a program one JSON
/// object a line. No token and no device code is among it.
public struct GrantReport: Sendable {
    /// Whom it is for.
    public let form: Form

    /// Whom the report is for.
    public enum Form: Sendable {
        /// A person.
        case text
        /// A program.
        case json
    }

    /// A report in that form.
    public init(_ form: Form) {
        self.form = form
    }

    /// RFC 8628 §3.2. A person reads the codes on the panel or the console.
    @inline(never)
    func codesDidArrive(
        _ userCode: borrowing Span<UInt8>, _ verificationURI: borrowing Span<UInt8>,
        _ verificationURIComplete: borrowing Span<UInt8>, lifetimeSeconds: UInt32,
        intervalSeconds: UInt32
    ) {
        guard form == .json else { return }
        var line = JSONLine("user_code")
        line.add("user_code", userCode)
        line.add("verification_uri", verificationURI)
        if !verificationURIComplete.isEmpty {
            line.add("verification_uri_complete", verificationURIComplete)
        }
        line.add("expires_in", lifetimeSeconds)
        line.add("interval", intervalSeconds)
        line.end()
    }

    @inline(never)
    func pollDidEnd(_ number: UInt32, _ outcome: PollOutcome, atMilliseconds: UInt32) {
        switch form {
        case .text:
            var line = TextLine()
            line.add("poll ")
            line.add(number)
            line.add(": ")
            line.add(outcome.name)
            line.end()
        case .json:
            var line = JSONLine("poll")
            line.add("number", number)
            line.add("outcome", outcome.name)
            line.add("at_ms", atMilliseconds)
            line.end()
        }
    }

    @inline(never)
    func storageDidFail(_ failure: StorageFailure) {
        var line = TextLine(to: .standardError)
        line.add("device-client: the tokens could not be stored: ")
        switch failure {
        case .full: line.add("no room is left")
        case .readOnly: line.add("the file system is read-only")
        case .failed: line.add("input or output failed")
        }
        line.add(". Name another file with --state.")
        line.end()
    }

    /// What came of a refresh; nil if there was nothing to refresh with.
    public func refreshDidEnd(_ outcome: PollOutcome?) {
        switch form {
        case .text:
            var line = TextLine()
            switch outcome {
            case .granted: line.add("The access token was refreshed.")
            case nil:
                line.add("Nothing to refresh with: the server gave no refresh token.")
            case .some(let outcome):
                line.add("The access token was not refreshed: ")
                line.add(outcome.name)
                line.add(".")
            }
            line.end()
        case .json:
            var line = JSONLine("refreshed")
            line.add("outcome", outcome?.name ?? "no_refresh_token")
            line.end()
        }
    }

    /// The device has forgotten the tokens; the server perhaps.
    public func signOutDidEnd(_ revocation: KeeperOutcome.Revocation) {
        switch form {
        case .text:
            var line = TextLine()
            if revocation == .revoked {
                line.add("Signed out; the server has revoked the tokens.")
            } else {
                line.add("Signed out on the device. The server has not revoked the tokens; ")
                line.add("they end by themselves.")
            }
            line.end()
        case .json:
            var line = JSONLine("signed_out")
            line.add("outcome", revocation == .revoked ? "revoked" : "not_revoked")
            line.end()
        }
    }

    /// The outcome and the figures of the whole run.
    public func didFinish(_ outcome: GrantOutcome, _ figures: RunFigures) {
        switch form {
        case .text:
            var line = TextLine()
            line.add("Outcome: ")
            line.add(outcome.name)
            line.add(". ")
            line.addReason(of: outcome, figures)
            line.end()
            line.add("  connections  ")
            line.add(figures.transport.connections)
            line.add(" (TLS handshakes: ")
            line.add(figures.transport.fullHandshakes)
            line.add(" full, ")
            line.add(figures.transport.resumedHandshakes)
            line.add(" resumed)")
            line.end()
            line.add("  bytes        ")
            line.add(figures.transport.bytesSent)
            line.add(" sent, ")
            line.add(figures.transport.bytesReceived)
            line.add(" received, TLS included")
            line.end()
            line.add("  memory       ")
            line.add(figures.stateBytes)
            line.add(" bytes of state and buffers, ")
            line.add(figures.stackPeakBytes)
            line.add(" of stack, ")
            line.add(figures.arenaPeakBytes)
            line.add(" of ")
            line.add(figures.arenaBytes)
            line.add(" for TLS")
            line.end()
        case .json:
            var line = JSONLine("finished")
            line.add("outcome", outcome.name)
            line.add("reason", of: outcome, figures)
            line.add("polls", figures.polls)
            line.add("connections", figures.transport.connections)
            line.add("tls_full_handshakes", figures.transport.fullHandshakes)
            line.add("tls_resumed_handshakes", figures.transport.resumedHandshakes)
            line.add("bytes_sent", figures.transport.bytesSent)
            line.add("bytes_received", figures.transport.bytesReceived)
            line.add("tls_arena_peak_bytes", figures.arenaPeakBytes)
            line.add("stack_peak_bytes", figures.stackPeakBytes)
            line.add("state_bytes", figures.stateBytes)
            line.end()
        }
    }
}
