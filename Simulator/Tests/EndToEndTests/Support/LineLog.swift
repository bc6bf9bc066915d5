import Foundation
import Synchronization

/// The lines that a process has written to one of its ends so far, and those to come.
final class LineLog: Sendable {
    private let state = Mutex(State())

    private struct State {
        var bytes = Data()
        var lines: [String] = []
        /// Bytes that are in `lines`.
        var taken = 0
        var hasEnded = false
        var waiting: [Int: AsyncStream<Void>.Continuation] = [:]
        var tickets = 0
    }

    /// The process ended, or closed its end, without the line.
    struct Ended: Error, CustomStringConvertible {
        let text: String

        var description: String { "the output ended without it: \(text)" }
    }

    /// Reads the descriptor to its end, in a thread of its own, and closes it.
    init(reading descriptor: Int32) {
        Thread.detachNewThread { [self] in
            var buffer = [UInt8](repeating: 0, count: 16_384)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { break }
                append(buffer[..<count])
            }
            close(descriptor)
            end()
        }
    }

    /// All that was written so far.
    var text: String { state.withLock { String(decoding: $0.bytes, as: UTF8.self) } }

    /// The lines so far; an unfinished one once the process has ended.
    var lines: [String] { state.withLock { $0.lines } }

    /// Waits for the first line, old ones included, that `pick` makes something of.
    func first<Value: Sendable>(
        after index: Int = 0, where pick: @escaping @Sendable (String) -> Value?
    ) async throws -> Value {
        let (ticket, changes) = subscribe()
        defer { state.withLock { $0.waiting[ticket] = nil } }
        var next = index
        var iterator = changes.makeAsyncIterator()
        while true {
            let (fresh, hasEnded) = state.withLock { ($0.lines.dropFirst(next), $0.hasEnded) }
            for line in fresh {
                if let value = pick(line) { return value }
                next += 1
            }
            if hasEnded { throw Ended(text: text) }
            guard await iterator.next() != nil else { throw CancellationError() }
        }
    }

    /// Waits until nothing more can come, and returns all of it.
    func whole() async throws -> String {
        let (ticket, changes) = subscribe()
        defer { state.withLock { $0.waiting[ticket] = nil } }
        var iterator = changes.makeAsyncIterator()
        while !state.withLock({ $0.hasEnded }) {
            guard await iterator.next() != nil else { throw CancellationError() }
        }
        return text
    }

    private func subscribe() -> (Int, AsyncStream<Void>) {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let ticket = state.withLock { state in
            state.tickets += 1
            state.waiting[state.tickets] = continuation
            return state.tickets
        }
        return (ticket, stream)
    }

    private func append(_ bytes: ArraySlice<UInt8>) {
        state.withLock { state in
            state.bytes.append(contentsOf: bytes)
            while let end = state.bytes[state.taken...].firstIndex(of: UInt8(ascii: "\n")) {
                state.lines.append(String(decoding: state.bytes[state.taken..<end], as: UTF8.self))
                state.taken = end + 1
            }
            for waiting in state.waiting.values { waiting.yield() }
        }
    }

    private func end() {
        state.withLock { state in
            if state.taken < state.bytes.count {
                state.lines.append(String(decoding: state.bytes[state.taken...], as: UTF8.self))
                state.taken = state.bytes.count
            }
            state.hasEnded = true
            for waiting in state.waiting.values { waiting.yield() }
        }
    }
}
