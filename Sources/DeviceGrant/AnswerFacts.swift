import BoundedBytes
import JSONReader

/// What is known of the answer being read, apart from its texts: which members it has, its numbers,
/// its error, and what is wrong with it.
struct AnswerFacts: ~Copyable {
    private(set) var kind = AnswerKind.codes

    /// The first member that is given twice, else the first that cannot be taken, and why.
    private(set) var problem: RefusalReason?

    /// Whether a member is given twice, so that readers may differ in what the answer says.
    private(set) var isAmbiguous = false

    /// The member whose value is read now, if anybody wants it.
    private(set) var current: AnswerMember?

    private var expiresIn = NumberReader()
    private var interval = NumberReader()
    private var errorCode = FixedBytes<32>()
    /// The members that the answer names, null or not.
    private var named: UInt16 = 0
    /// Those of them with a value.
    private var seen: UInt16 = 0

    /// Forgets the last answer.
    mutating func begin(_ kind: AnswerKind) {
        self.kind = kind
        named = 0
        seen = 0
        current = nil
        problem = nil
        isAmbiguous = false
        expiresIn = NumberReader()
        interval = NumberReader()
        errorCode.removeAll()
    }

    /// Whether the answer has the member, with a value that is not null.
    func has(_ member: AnswerMember) -> Bool { seen & member.bit != 0 }

    /// The answer's `error`, if it has one.
    var error: OAuthError? {
        has(.error) ? errorCode.withBytes { OAuthError($0) } : nil
    }

    /// The answer's `expires_in`, in seconds; nil if it is absent or unusable.
    var expiresInSeconds: UInt32? { expiresIn.seconds }

    /// The answer's `interval`, in seconds; nil if it is absent or unusable.
    var intervalSeconds: UInt32? { interval.seconds }

    mutating func beginMember(_ name: borrowing Span<UInt8>, _ valueKind: JSONKind) {
        current = nil
        guard let member = AnswerMember(name), member.belongs(to: kind) else { return }
        // A second value would leave it to chance which one counts: RFC 8259 §4 lets every reader
        // choose, and an attacker may know how the other reader chose.
        guard named & member.bit == 0 else {
            if !isAmbiguous { problem = .duplicate(member) }
            isAmbiguous = true
            return
        }
        named |= member.bit
        // Absent and null mean the same to every server that writes null.
        if valueKind == .null { return }
        seen |= member.bit
        guard takes(member, valueKind) else {
            switch member {
            // An error of another shape is still an error, with a code that nobody knows.
            case .error: break
            // RFC 8628 §3.2 makes them numbers; a value of any other type counts as absent.
            case .expiresIn, .interval: break
            default: refuse(.wrongType(member))
            }
            return
        }
        // Where a server sends both names, the standard's own counts.
        if member == .verificationURL && has(.verificationURI) { return }
        current = member
    }

    mutating func endMember() {
        current = nil
    }

    /// The current member, if its value is a text that others hold; the rest is held here.
    var currentText: AnswerMember? {
        switch current {
        case .expiresIn, .interval, .error, .tokenType: nil
        default: current
        }
    }

    /// Takes a byte of the current member's value, if that is not a text that others hold.
    @inline(never)
    mutating func take(_ byte: UInt8) {
        switch current {
        case .expiresIn: expiresIn.read(byte)
        case .interval: interval.read(byte)
        case .error:
            do throws(CapacityExceeded) {
                try errorCode.append(byte)
            } catch {
                // Longer than every known code: unknown, which is what an empty one reads as.
                errorCode.removeAll()
                current = nil
            }
        default: break
        }
    }

    /// The current member's text does not fit into its buffer.
    mutating func currentIsTooLong() {
        guard let member = current else { return }
        current = nil
        switch member {
        case .verificationURIComplete:
            // Optional (RFC 8628 §3.2), and shown beside the URI and the code: do without.
            seen &= ~member.bit
        case .verificationURL: refuse(.tooLong(.verificationURI))
        default: refuse(.tooLong(member))
        }
    }

    private mutating func refuse(_ reason: RefusalReason) {
        if problem == nil { problem = reason }
    }

    private func takes(_ member: AnswerMember, _ valueKind: JSONKind) -> Bool {
        switch member {
        // Many servers write numbers as strings.
        case .expiresIn, .interval: valueKind == .number || valueKind == .string
        default: valueKind == .string
        }
    }
}
