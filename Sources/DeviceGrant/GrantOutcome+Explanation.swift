import BoundedBytes
import HTTPWire

extension GrantOutcome {
    /// What happened and what to do about it, for the user of the device: one or two short sentences
    /// in ASCII.
    public var explanation: StaticString {
        switch self {
        case .granted: "Signed in."
        case .denied: "Declined. Nothing was shared. Start again to sign in."
        case .expired: "The code has expired. Start again for a new one."
        case .networkFailure(let failure): failure.explanation
        case .refusedAnswer(let reason): reason.explanation
        case .outOfMemory(.tls): "Not enough memory for a secure connection."
        case .outOfMemory(.requestBuffer): "Not enough memory for the request."
        case .cancelled: "Cancelled."
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

extension TransportFailure {
    /// As ``GrantOutcome/explanation``.
    public var explanation: StaticString {
        switch self {
        case .nameNotResolved: "The server's name cannot be found. Check the network."
        case .nameServiceFailed: "No name server answers. Check the network."
        case .unreachable: "The server cannot be reached. Check the network."
        case .refused: "The server does not answer. Try again later."
        case .timedOut: "The server does not answer in time. Try again later."
        case .closed: "The connection broke. Try again."
        case .certificateNotTrusted: "The server is not trusted. Check the network and the CA."
        case .certificateExpired: "The server's certificate is not valid now. Check the clock."
        case .certificateNameMismatch: "The server's certificate is for another name."
        case .handshakeFailed: "No secure connection to the server."
        case .outOfMemory: "Not enough memory for a secure connection."
        case .noEntropy: "The device has no random numbers. Restart it."
        }
    }
}

extension RefusalReason {
    /// As ``GrantOutcome/explanation``.
    public var explanation: StaticString {
        switch self {
        case .error(.invalidClient), .error(.unauthorizedClient):
            "The server does not know this device's client. Ask its maker."
        case .error(.invalidScope): "The server refuses the requested access. Ask its maker."
        case .error(.invalidGrant): "The code is no longer valid. Start again."
        case .error: "The server refuses the request. Try again later."
        case .status: "The server answers with an error. Try again later."
        case .http, .notJSON, .missing, .duplicate, .wrongType:
            "The server's answer makes no sense. Try again later."
        case .tooLong: "The server's answer is too large for this device."
        case .unusable(.issuer): "The server describes itself as another one. Ask its maker."
        case .unusable: "The server's answer cannot be shown safely."
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
