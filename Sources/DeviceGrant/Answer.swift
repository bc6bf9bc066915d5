import BoundedBytes
import JSONReader

/// The members of one answer, and of the codes that outlive it, in fixed buffers.
///
/// The device code, user code and URIs stay through all polls; tokens, numbers and the error belong
/// to the answer being read and are forgotten when the next one begins.
struct Answer<let codeCapacity: Int, let uriCapacity: Int, let tokenCapacity: Int>: ~Copyable {
    var deviceCode = Secret<codeCapacity>()
    var userCode = FixedBytes<32>()
    var verificationURI = FixedBytes<uriCapacity>()
    var verificationURIComplete = FixedBytes<uriCapacity>()
    var accessToken = Secret<tokenCapacity>()
    var refreshToken = Secret<tokenCapacity>()
    var idToken = Secret<tokenCapacity>()

    /// The first member that is given twice, else the first that cannot be taken, and why.
    private(set) var problem: RefusalReason?

    private var expiresIn = NumberReader()
    private var interval = NumberReader()
    private var errorCode = FixedBytes<32>()
    private var kind = Kind.codes
    /// The members that the answer names, whatever their value.
    private var named: UInt16 = 0
    /// Those with a value that is not null.
    private var seen: UInt16 = 0
    private var current: AnswerMember?

    /// Which answer is read: each knows its own members, and no other's can be overwritten.
    enum Kind {
        /// RFC 8628 §3.2.
        case codes
        /// RFC 8628 §3.5, RFC 6749 §5.1.
        case tokens
    }

    /// Forgets the last answer; what follows belongs to the next.
    mutating func begin(_ kind: Kind) {
        self.kind = kind
        named = 0
        seen = 0
        current = nil
        problem = nil
        expiresIn = NumberReader()
        interval = NumberReader()
        errorCode.removeAll()
        if kind == .codes { wipeCodes() }
        wipeTokens()
    }

    /// Whether the answer has the member, with a value that is not null.
    func has(_ member: AnswerMember) -> Bool { seen & member.bit != 0 }

    /// Whether the answer names a member twice.
    var isAmbiguous: Bool {
        if case .duplicate = problem { true } else { false }
    }

    /// The answer's `error`, if it has one.
    var error: OAuthError? {
        has(.error) ? errorCode.withBytes { OAuthError($0) } : nil
    }

    /// The answer's `expires_in`, in seconds; nil if it is absent or unusable.
    var expiresInSeconds: UInt32? { expiresIn.seconds }

    /// The answer's `interval`, in seconds; nil if it is absent or unusable.
    var intervalSeconds: UInt32? { interval.seconds }

    mutating func wipeCodes() {
        deviceCode.wipe()
        userCode.wipe()
        verificationURI.wipe()
        verificationURIComplete.wipe()
    }

    mutating func wipeTokens() {
        accessToken.wipe()
        refreshToken.wipe()
        idToken.wipe()
    }
}

extension Answer: JSONMemberVisitor {
    mutating func beginMember(_ name: borrowing Span<UInt8>, kind: JSONKind) -> JSONInterest {
        guard let member = AnswerMember(name), isWanted(member) else { return .skip }
        // A second value would leave it to chance which one counts: RFC 8259 §4 lets every reader
        // choose, and an attacker may know how the other reader chose.
        guard named & member.bit == 0 else {
            if !isAmbiguous { problem = .duplicate(member) }
            return .skip
        }
        named |= member.bit
        // Absent and null mean the same to every server that writes null.
        if kind == .null { return .skip }
        seen |= member.bit
        guard takes(member, kind) else {
            switch member {
            // An error of another shape is still an error, with a code that nobody knows.
            case .error: break
            // RFC 8628 §3.2 makes them numbers; a value of any other type counts as absent.
            case .expiresIn, .interval: break
            default: refuse(.wrongType(member))
            }
            return .skip
        }
        // Where a server sends both names, the standard's own counts.
        if member == .verificationURI { verificationURI.wipe() }
        if member == .verificationURL && has(.verificationURI) { return .skip }
        current = member
        return .keep
    }

    mutating func memberBytes(_ bytes: borrowing Span<UInt8>) {
        guard let member = current else { return }
        do throws(CapacityExceeded) {
            switch member {
            case .deviceCode: try deviceCode.append(bytes)
            case .userCode: try userCode.append(bytes)
            case .verificationURI, .verificationURL: try verificationURI.append(bytes)
            case .verificationURIComplete: try verificationURIComplete.append(bytes)
            case .accessToken: try accessToken.append(bytes)
            case .refreshToken: try refreshToken.append(bytes)
            case .idToken: try idToken.append(bytes)
            case .error: try errorCode.append(bytes)
            case .expiresIn: for index in bytes.indices { expiresIn.read(bytes[index]) }
            case .interval: for index in bytes.indices { interval.read(bytes[index]) }
            case .tokenType: break
            }
        } catch {
            tooLong(member)
        }
    }

    mutating func endMember() {
        current = nil
    }

    private func isWanted(_ member: AnswerMember) -> Bool {
        switch member {
        case .deviceCode, .userCode, .verificationURI, .verificationURL, .verificationURIComplete:
            kind == .codes
        case .accessToken, .refreshToken, .idToken, .tokenType:
            kind == .tokens
        case .interval, .expiresIn, .error:
            true
        }
    }

    private func takes(_ member: AnswerMember, _ kind: JSONKind) -> Bool {
        switch member {
        // Many servers write numbers as strings.
        case .expiresIn, .interval: kind == .number || kind == .string
        default: kind == .string
        }
    }

    private mutating func refuse(_ reason: RefusalReason) {
        if problem == nil { problem = reason }
    }

    private mutating func tooLong(_ member: AnswerMember) {
        current = nil
        switch member {
        case .error:
            // Longer than every known code: unknown, which is what an empty one reads as.
            errorCode.removeAll()
        case .verificationURIComplete:
            // Optional (RFC 8628 §3.2), and shown beside the URI and the code: do without.
            verificationURIComplete.wipe()
        case .verificationURL:
            refuse(.tooLong(.verificationURI))
        default:
            refuse(.tooLong(member))
        }
    }
}
