import Foundation

extension DeviceEvent {
    /// An event as one JSON object a line, which is how devices of every kind tell it: the simulated one,
    /// the image on an emulated board, and the one on a real board. A member that an event lacks is nil;
    /// JSON has the names in lower case with underscores.
    public struct Line: Codable, Sendable {
        public var event: String
        public var issuer: String?
        public var caFile: String?
        public var userCode: String?
        public var verificationUri: String?
        public var verificationUriComplete: String?
        /// Seconds, as RFC 8628 §3.2 has it.
        public var expiresIn: Int?
        /// Seconds.
        public var interval: Int?
        public var number: Int?
        public var outcome: String?
        public var atMs: Int?
        public var reason: String?
        public var polls: Int?
        public var connections: Int?
        public var tlsFullHandshakes: Int?
        public var tlsResumedHandshakes: Int?
        public var bytesSent: Int?
        public var bytesReceived: Int?
        public var tlsArenaPeakBytes: Int?
        public var stackPeakBytes: Int?
        public var stateBytes: Int?

        init(event: String) {
            self.event = event
        }

        /// Reads a line of a device's output; nil if it is no event.
        public init?(json: String) {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            guard json.hasPrefix("{"),
                let line = try? decoder.decode(Line.self, from: Data(json.utf8))
            else { return nil }
            self = line
        }

        /// Without the line's end.
        public var json: String {
            let encoder = JSONEncoder()
            encoder.keyEncodingStrategy = .convertToSnakeCase
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            // Encoding numbers and strings cannot fail.
            return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }

        /// The codes, if these are there.
        public var codes: Codes? {
            guard let userCode, let verificationUri, let expiresIn, let interval else { return nil }
            return Codes(
                userCode: userCode, verificationURI: verificationUri,
                verificationURIComplete: verificationUriComplete ?? "",
                lifetimeSeconds: UInt32(clamping: expiresIn),
                intervalSeconds: UInt32(clamping: interval))
        }
    }

    /// The event as others read it; nil for what is no event to others.
    public var line: Line? {
        switch self {
        case .serverReady(let issuer, let caFile):
            var line = Line(event: "server_ready")
            line.issuer = issuer
            line.caFile = caFile
            return line
        case .userCode(let codes):
            var line = Line(event: "user_code")
            line.userCode = codes.userCode
            line.verificationUri = codes.verificationURI
            if !codes.verificationURIComplete.isEmpty {
                line.verificationUriComplete = codes.verificationURIComplete
            }
            line.expiresIn = Int(codes.lifetimeSeconds)
            line.interval = Int(codes.intervalSeconds)
            return line
        case .storageFailed:
            return nil
        case .poll(let number, let outcome, let milliseconds):
            var line = Line(event: "poll")
            line.number = Int(number)
            line.outcome = "\(outcome.name)"
            line.atMs = Int(milliseconds)
            return line
        case .refreshed(let outcome):
            var line = Line(event: "refreshed")
            line.outcome = "\(outcome?.name ?? "no_refresh_token")"
            return line
        case .signedOut(let revocation):
            var line = Line(event: "signed_out")
            line.outcome = revocation == .revoked ? "revoked" : "not_revoked"
            return line
        case .finished(let summary):
            return summary.line
        }
    }
}

extension DeviceEvent.Summary {
    /// As ``DeviceEvent/line``.
    public var line: DeviceEvent.Line {
        var line = DeviceEvent.Line(event: "finished")
        line.outcome = "\(outcome.name)"
        line.reason = reason
        line.polls = Int(polls)
        line.connections = Int(connections)
        line.tlsFullHandshakes = Int(fullHandshakes)
        line.tlsResumedHandshakes = Int(resumedHandshakes)
        line.bytesSent = Int(bytesSent)
        line.bytesReceived = Int(bytesReceived)
        line.tlsArenaPeakBytes = arenaPeakBytes
        line.stackPeakBytes = stackPeakBytes
        line.stateBytes = stateBytes
        return line
    }
}
