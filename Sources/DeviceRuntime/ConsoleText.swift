import BoundedBytes
import DeviceGrant

/// What a board without a display says on its serial console: the same screens, as lines of ASCII.
struct ConsoleText: ~Copyable {
    /// The longest line: a URI with its indent.
    private var line = FixedBytes<320>()

    mutating func write<SomeBoard: Board & ~Copyable>(
        _ text: StaticString, to board: inout SomeBoard
    ) {
        line.removeAll()
        try? line.append(text)
        end(to: &board)
    }

    mutating func write<SomeBoard: Board & ~Copyable>(
        _ label: StaticString, _ text: borrowing Span<UInt8>, to board: inout SomeBoard
    ) {
        line.removeAll()
        try? line.append(label)
        try? line.append(text)
        end(to: &board)
    }

    mutating func write<SomeBoard: Board & ~Copyable>(
        secondsLeft seconds: UInt32, to board: inout SomeBoard
    ) {
        line.removeAll()
        line.withOutput { output in
            try? output.write("The code ends in ")
            try? output.write(decimal: seconds / 60)
            try? output.write(seconds % 60 < 10 ? ":0" : ":")
            try? output.write(decimal: seconds % 60)
            try? output.write(" minutes.")
        }
        end(to: &board)
    }

    private mutating func end<SomeBoard: Board & ~Copyable>(to board: inout SomeBoard) {
        try? line.append(UInt8(ascii: "\n"))
        line.withBytes { board.write($0) }
        line.removeAll()
    }
}
