import HTTPWire

/// What the reader made of some bytes, however they were fed.
struct Reading: Equatable {
    var head: HTTPResponseHead?
    var body: [UInt8] = []
    var end = End.incomplete
    /// Whether the connection may go on; nil unless the response is complete.
    var keepsConnection: Bool?

    enum End: Equatable {
        /// The response goes on.
        case incomplete
        /// It ended behind so many bytes.
        case complete(bytes: Int)
        case failed(HTTPError)
    }

    var isComplete: Bool { if case .complete = end { true } else { false } }
    var isFailed: Bool { if case .failed = end { true } else { false } }

    var failure: HTTPError? { if case .failed(let error) = end { error } else { nil } }
}

/// How the bytes of a response are fed.
enum Feeding {
    case whole, bytewise
    case cut(at: Int)
}

/// What follows the bytes.
enum Ending {
    case open, closed
}

/// Feeds the bytes to a fresh reader.
func read(_ bytes: [UInt8], _ feeding: Feeding = .whole, _ ending: Ending) -> Reading {
    var session = ReadingSession()
    switch feeding {
    case .whole:
        session.feed(bytes.span)
    case .bytewise:
        for index in bytes.indices { session.feed(bytes.span.extracting(index..<index + 1)) }
    case .cut(let index):
        session.feed(bytes.span.extracting(..<index))
        session.feed(bytes.span.extracting(index...))
    }
    if case .closed = ending { session.close() }
    return session.reading
}

func read(_ text: String, _ feeding: Feeding = .whole, _ ending: Ending = .open) -> Reading {
    read(Array(text.utf8), feeding, ending)
}

/// A reader in use.
struct ReadingSession: ~Copyable {
    private(set) var reading = Reading()
    private var reader = HTTPResponseReader()
    private var fed = 0

    mutating func feed(_ bytes: borrowing Span<UInt8>) {
        var position = 0
        do throws(HTTPError) {
            while case .incomplete = reading.end {
                switch try reader.next(in: bytes, at: &position) {
                case .incomplete:
                    fed += position
                    return
                case .head(let head):
                    reading.head = head
                case .body(let range):
                    bytes.extracting(range).withUnsafeBufferPointer { reading.body += $0 }
                case .end:
                    end(position)
                }
            }
        } catch {
            reading.end = .failed(error)
        }
    }

    mutating func close() {
        guard case .incomplete = reading.end else { return }
        do throws(HTTPError) {
            try reader.connectionDidEnd()
            end(0)
        } catch {
            reading.end = .failed(error)
        }
    }

    private mutating func end(_ position: Int) {
        fed += position
        reading.end = .complete(bytes: fed)
        reading.keepsConnection = reader.keepsConnection
    }
}

/// What differs between the ways to feed the bytes; nil if none of them makes a difference.
func differenceBetweenFeedings(_ bytes: [UInt8]) -> String? {
    let whole = read(bytes, .whole, .closed)
    guard read(bytes, .bytewise, .closed) == whole else { return "bytewise" }
    for index in 0...bytes.count {
        guard read(bytes, .cut(at: index), .closed) == whole else { return "cut at \(index)" }
    }
    return nil
}

/// What is wrong with a response that breaks off: at each index the reader must say that it is
/// truncated, or give the whole's error, or be complete with a prefix of the whole's body.
func faultOfBreakingOff(_ bytes: [UInt8]) -> String? {
    let whole = read(bytes, .whole, .closed)
    for index in bytes.indices {
        let half = read(Array(bytes[..<index]), .whole, .closed)
        switch half.end {
        case .incomplete:
            return "undecided at \(index)"
        case .failed(let error):
            guard error == .truncated || .failed(error) == whole.end else {
                return "\(error) at \(index)"
            }
        case .complete:
            guard whole.body.starts(with: half.body) || whole.isFailed, half.head != nil else {
                return "another body at \(index)"
            }
        }
    }
    return nil
}
