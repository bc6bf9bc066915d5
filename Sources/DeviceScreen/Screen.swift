/// What the panel shows.
public enum Screen: Sendable {
    /// The device has power; nothing was asked for yet.
    case starting
    /// The codes are being requested.
    case connecting
    /// The user code, the verification URI, a QR code and the time that is left.
    case code
    /// As ``code`` with a line that the network is being retried; without a code, that line alone.
    case networkTrouble
    /// The user approved; the device holds tokens.
    case signedIn
    /// The user refused (RFC 8628 §3.5, `access_denied`).
    case denied
    /// The codes expired unused (RFC 8628 §3.5, `expired_token`).
    case expired
    /// Sign-in ended for another reason: one or two short sentences in plain ASCII that say what
    /// happened and what to do.
    case failed(StaticString)
}

extension Screen: Equatable {
    public static func == (first: Screen, second: Screen) -> Bool {
        switch (first, second) {
        case (.starting, .starting), (.connecting, .connecting), (.code, .code),
            (.networkTrouble, .networkTrouble), (.signedIn, .signedIn), (.denied, .denied),
            (.expired, .expired):
            true
        case (.failed(let first), .failed(let second)):
            withBytes(of: first) { first in
                withBytes(of: second) { second in haveSameBytes(first, second) }
            }
        default:
            false
        }
    }
}

extension Screen {
    /// Whether the screen has room for a code, and there is one.
    func showsCode(_ userCode: Span<UInt8>) -> Bool {
        (self == .code || self == .networkTrouble) && !userCode.isEmpty
    }

    /// Calls `body` with the reason of ``failed(_:)``, otherwise with nothing.
    func withReason<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        if case .failed(let reason) = self {
            withBytes(of: reason, body)
        } else {
            body(Span())
        }
    }
}

/// Calls `body` with the UTF-8 of `text`.
func withBytes<Result>(of text: StaticString, _ body: (Span<UInt8>) -> Result) -> Result {
    // Safe: every text of this module is a literal of more than one scalar, so it has a pointer,
    // and its bytes are there for the life of the program.
    let bytes = unsafe UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    return unsafe body(bytes.span)
}

private func haveSameBytes(_ first: Span<UInt8>, _ second: Span<UInt8>) -> Bool {
    guard first.count == second.count else { return false }
    for index in first.indices where first[index] != second[index] {
        return false
    }
    return true
}
