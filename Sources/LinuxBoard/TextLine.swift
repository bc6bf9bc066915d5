import BoundedBytes
import DeviceGrant
import DeviceRuntime
import TLSTransport

/// A line of text on its way out, of up to 512 bytes; what goes beyond is left out.
public struct TextLine: ~Copyable {
    private var line = FixedBytes<512>()
    private let destination: ConsoleDevice

    /// An empty line.
    public init(to destination: ConsoleDevice = .standardOutput) {
        self.destination = destination
    }

    /// Adds the text.
    public mutating func add(_ text: StaticString) {
        try? line.append(text)
    }

    /// Adds the text.
    public mutating func add(_ text: borrowing Span<UInt8>) {
        try? line.append(text)
    }

    /// Adds the number in decimal digits.
    public mutating func add(_ number: UInt32) {
        line.withOutput { try? $0.write(decimal: number) }
    }

    /// Adds why the grant ended; for refused memory also how much.
    mutating func addReason(of outcome: GrantOutcome, _ figures: RunFigures) {
        line.withOutput { try? outcome.writeReason(to: &$0, figures) }
    }

    /// Writes the line and begins a new one.
    public mutating func end() {
        try? line.append(UInt8(ascii: "\n"))
        line.withBytes { destination.write($0) }
        line.removeAll()
    }
}

extension GrantOutcome {
    /// Writes what happened, in a sentence; for refused memory also how much.
    func writeReason(
        to output: inout OutputSpan<UInt8>, _ figures: RunFigures
    ) throws(CapacityExceeded) {
        try writeReason(to: &output)
        guard case .outOfMemory(.tls) = self, let failure = figures.arenaFailure else { return }
        try output.write(" (")
        try failure.write(to: &output, arenaBytes: Int(figures.arenaBytes))
        try output.write(")")
    }
}
