import BoundedBytes
import DeviceGrant
import HTTPWire

// What a program that ran a grant tells other programs.

extension GrantOutcome {
    /// The outcome's name in the events.
    public var name: StaticString {
        switch self {
        case .granted: "granted"
        case .denied: "denied"
        case .expired: "expired"
        case .networkFailure: "network_failure"
        case .refusedAnswer: "refused_answer"
        case .outOfMemory: "out_of_memory"
        case .cancelled: "cancelled"
        }
    }

    /// The exit status of a program that ran one grant.
    public var exitStatus: Int32 {
        switch self {
        case .granted: 0
        case .denied: 10
        case .expired: 11
        case .networkFailure: 12
        case .refusedAnswer: 13
        case .outOfMemory: 14
        case .cancelled: 130
        }
    }

    /// The longest reason, in bytes.
    public static var reasonBytesMaximum: Int { 160 }

    /// Writes what happened, in a sentence; for a refused answer also what exactly was refused.
    public func writeReason(
        to output: inout OutputSpan<UInt8>
    ) throws(CapacityExceeded) {
        try output.write(explanation)
        guard case .refusedAnswer(let reason) = self else { return }
        try output.write(" (")
        try reason.writeDetail(to: &output)
        try output.write(")")
    }
}

extension PollOutcome {
    /// The outcome's name in the events: the wire's own where there is one.
    public var name: StaticString {
        switch self {
        case .authorizationPending: "authorization_pending"
        case .slowDown: "slow_down"
        case .granted: "granted"
        case .denied: "access_denied"
        case .expired: "expired_token"
        case .refusedAnswer: "refused_answer"
        case .networkFailure: "network_failure"
        case .serverTrouble: "server_trouble"
        }
    }
}

extension RefusalReason {
    fileprivate func writeDetail(
        to output: inout OutputSpan<UInt8>
    ) throws(CapacityExceeded) {
        switch self {
        case .error(let error):
            try output.write("error \"")
            try output.write(error.code)
            try output.write("\"")
        case .status(let status):
            try output.write("status ")
            try output.write(decimal: UInt32(status))
        case .http(let error):
            try output.write("HTTP: ")
            try output.write(error.detail)
        case .notJSON: try output.write("the body is not a JSON object")
        case .missing(let member): try output.write(member, " is missing")
        case .tooLong(let member): try output.write(member, " is too long")
        case .duplicate(let member): try output.write(member, " is given twice")
        case .wrongType(let member): try output.write(member, " is not a string")
        case .unusable(let member): try output.write(member, " is unusable")
        }
    }
}

extension OutputSpan<UInt8> {
    fileprivate mutating func write(
        _ member: AnswerMember, _ what: StaticString
    ) throws(CapacityExceeded) {
        try write("\"")
        try write(member.name)
        try write("\"")
        try write(what)
    }
}

extension HTTPError {
    fileprivate var detail: StaticString {
        switch self {
        case .malformedStatusLine: "the status line is malformed"
        case .malformedField: "a field is malformed"
        case .headTooLarge: "the head is too large"
        case .ambiguousLength: "the body's length is ambiguous"
        case .bodyTooLarge: "the body is too large"
        case .unsupportedCoding: "the body's coding is unsupported"
        case .malformedChunk: "a chunk is malformed"
        case .unexpectedInterim: "an interim answer is unexpected"
        case .truncated: "the answer is cut short"
        }
    }
}
