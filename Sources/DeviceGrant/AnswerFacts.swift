import BoundedBytes
import JSONReader

/// What is known of the answer being read, apart from its texts: which members it has, its numbers,
/// and what is wrong with it.
struct AnswerFacts: ~Copyable {
    // What is zero in new facts comes first, without a gap: one fill, however many parts.
    private var expiresIn: UInt32 = 0
    private var interval: UInt32 = 0
    /// The members that the answer names, null or not.
    private var named: UInt16 = 0
    /// Those of them with a value.
    private var seen: UInt16 = 0
    private var number = NumberReader()
    /// Whether a member is given twice, so that readers may differ in what the answer says.
    private(set) var isAmbiguous = false
    /// Those of them whose value is a number that can be used.
    private var usable: UInt16 = 0

    /// The first member that is given twice, else the first that cannot be taken, and why.
    private(set) var problem: RefusalReason?

    /// The member whose value is read now, if anybody wants it.
    private var current: AnswerMember?

    private(set) var kind = AnswerKind.codes

    init(_ kind: AnswerKind = .codes) {
        self.kind = kind
    }

    /// The answer's `expires_in`, in seconds; nil if it is absent or unusable.
    var expiresInSeconds: UInt32? {
        usable & AnswerMember.expiresIn.bit == 0 ? nil : expiresIn
    }

    /// The answer's `interval`, in seconds; nil if it is absent or unusable.
    var intervalSeconds: UInt32? { usable & AnswerMember.interval.bit == 0 ? nil : interval }

    /// Where the current member's text is held, if it is one.
    var currentPlace: TextPlace? {
        // One copy, not one for each place that asks.
        @inline(never) get { current?.place }
    }

    /// Whether the answer has the member, with a value that is not null.
    func has(_ member: AnswerMember) -> Bool { seen & member.bit != 0 }

    @inline(never)
    mutating func beginMember(_ name: borrowing Span<UInt8>, _ valueKind: JSONKind) {
        current = nil
        guard let member = AnswerMember(name), kind.members & member.bit != 0 else { return }
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
        let isNumber = member == .expiresIn || member == .interval
        // Many servers write numbers as strings.
        guard valueKind == .string || (isNumber && valueKind == .number) else {
            // RFC 8628 §3.2 makes them numbers; a value of any other type counts as absent. An error
            // of another shape is still an error, with a code that nobody knows.
            if !isNumber && member != .error { refuse(.wrongType(member)) }
            return
        }
        // Where a server sends both names, the standard's own counts.
        if member == .verificationURL && has(.verificationURI) { return }
        current = member
        number = NumberReader()
    }

    mutating func endMember() {
        guard let member = current else { return }
        current = nil
        guard member == .expiresIn || member == .interval, let seconds = number.seconds else {
            return
        }
        usable |= member.bit
        if member == .expiresIn { expiresIn = seconds } else { interval = seconds }
    }

    /// Takes a part of the current member's value, if that is not a text.
    mutating func take(_ bytes: borrowing Span<UInt8>) {
        guard current == .expiresIn || current == .interval else { return }
        for index in bytes.indices { number.read(bytes[index]) }
    }

    /// The current member's text does not fit into its place.
    mutating func currentIsTooLong() {
        guard let member = current else { return }
        current = nil
        switch member {
        // Longer than every known code: unknown, which is what an empty one reads as.
        case .error: break
        // Optional (RFC 8628 §3.2, RFC 8414 §2): do without.
        case .verificationURIComplete, .revocationEndpoint: seen &= ~member.bit
        default: refuse(.tooLong(member == .verificationURL ? .verificationURI : member))
        }
    }

    private mutating func refuse(_ reason: RefusalReason) {
        if problem == nil { problem = reason }
    }
}
