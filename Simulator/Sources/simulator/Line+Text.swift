import SimulatorKit

extension DeviceEvent.Line {
    /// The outcome and the figures of the run, for a person, of the line that ends it.
    ///
    /// - Parameters:
    ///   - milliseconds: What the run took.
    ///   - arenaBytes: What TLS could take; nil if it is not known.
    func summary(milliseconds: UInt32, arenaBytes: Int?) -> [String] {
        func text(_ number: Int?) -> String { "\(number ?? 0)" }
        let seconds = "\(milliseconds / 1_000).\(milliseconds / 100 % 10)"
        let arena = arenaBytes.map { " of \($0)" } ?? ""
        return [
            "",
            "Outcome: \(outcome ?? ""). \(reason ?? "")",
            "  time         \(seconds) s, polls: \(text(polls))",
            "  connections  \(text(connections)) (TLS handshakes: \(text(tlsFullHandshakes)) full, "
                + "\(text(tlsResumedHandshakes)) resumed)",
            "  bytes        \(text(bytesSent)) sent, \(text(bytesReceived)) received, TLS included",
            "  memory       \(text(stateBytes)) bytes of state and buffers, \(text(stackPeakBytes)) of "
                + "stack, \(text(tlsArenaPeakBytes))\(arena) for TLS",
        ]
    }
}
