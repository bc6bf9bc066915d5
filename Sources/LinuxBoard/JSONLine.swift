import BoundedBytes
import DeviceGrant
import DeviceRuntime

/// One event as a line of JSON on standard output.
struct JSONLine: ~Copyable {
    /// The longest has two URIs of 256 bytes and a user code of 32, each byte of which may be escaped.
    private var line = FixedBytes<1280>()

    init(_ event: StaticString) {
        try? line.append("{\"event\":\"")
        try? line.append(event)
        try? line.append("\"")
    }

    mutating func add(_ name: StaticString, _ value: StaticString) {
        begin(name)
        line.withOutput { output in
            try? output.write("\"")
            try? output.write(value)
            try? output.write("\"")
        }
    }

    mutating func add(_ name: StaticString, _ value: UInt32) {
        begin(name)
        line.withOutput { try? $0.write(decimal: value) }
    }

    /// - Parameter text: Printable ASCII.
    mutating func add(_ name: StaticString, _ text: borrowing Span<UInt8>) {
        begin(name)
        try? line.append("\"")
        for index in text.indices {
            // RFC 8259 §7.
            if text[index] == UInt8(ascii: "\"") || text[index] == UInt8(ascii: "\\") {
                try? line.append("\\")
            }
            try? line.append(text[index])
        }
        try? line.append("\"")
    }

    /// Adds why the grant ended.
    mutating func add(_ name: StaticString, of outcome: GrantOutcome, _ figures: RunFigures) {
        var reason = FixedBytes<320>()
        reason.withOutput { try? outcome.writeReason(to: &$0, figures) }
        reason.withBytes { add(name, $0) }
    }

    /// Writes the line.
    mutating func end() {
        try? line.append("}\n")
        line.withBytes { ConsoleDevice.standardOutput.write($0) }
    }

    private mutating func begin(_ name: StaticString) {
        line.withOutput { output in
            try? output.write(",\"")
            try? output.write(name)
            try? output.write("\":")
        }
    }
}
