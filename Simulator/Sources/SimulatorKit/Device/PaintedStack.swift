import Foundation
import Synchronization

/// A thread whose stack is painted before it starts, so that its high-water mark can be read
/// afterwards.
///
/// The stack lies over a guard page: a client that needs more ends the process at once instead of
/// writing over something else.
public final class PaintedStack: @unchecked Sendable {
    // Sendable: the memory is written by the one thread that runs on it, and read after that
    // thread has ended.
    private let memory: UnsafeMutableRawPointer
    private let bytes: Int
    private let guardBytes: Int
    private static let paint: UInt8 = 0xA5

    /// - Parameter bytes: The stack's size, a multiple of the page size, without the guard page.
    public init(bytes: Int) throws(EnvironmentError) {
        guardBytes = Int(sysconf(Int32(_SC_PAGESIZE)))
        self.bytes = bytes
        let whole = mmap(
            nil, guardBytes + bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let whole, whole != MAP_FAILED else {
            throw EnvironmentError("no memory for a thread's stack of \(bytes) bytes")
        }
        mprotect(whole, guardBytes, PROT_NONE)
        memory = whole + guardBytes
        memset(memory, Int32(Self.paint), bytes)
    }

    deinit {
        munmap(memory - guardBytes, guardBytes + bytes)
    }

    /// Runs `body` on the stack, in a thread of its own, and returns what it returns once that
    /// thread has ended.
    public func run<Result: Sendable>(
        _ body: @escaping @Sendable () -> Result
    ) async throws -> Result {
        let ending = Mutex<pthread_t?>(nil)
        let result = try await withCheckedThrowingContinuation { continuation in
            let entry = Unmanaged.passRetained(
                Start { continuation.resume(returning: body()) })
            // Held until the thread is known: it may have resumed this function before.
            let status = ending.withLock { start(thread: &$0, entry) }
            if status != 0 {
                entry.release()
                continuation.resume(
                    throwing: EnvironmentError("cannot start the device's thread: error \(status)"))
            }
        }
        // The thread still stands on the stack when it resumes this function: it must be gone
        // before the memory is read or given back.
        ending.withLock { if let thread = $0 { pthread_join(thread, nil) } }
        return result
    }

    private func start(thread: inout pthread_t?, _ entry: Unmanaged<Start>) -> Int32 {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        var made = pthread_t()
        guard pthread_attr_setstack(&attributes, memory, bytes) == 0 else { return EINVAL }
        let status = pthread_create(
            &made, &attributes,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, entry.toOpaque())
        if status == 0 { thread = made }
        return status
    }

    /// The bytes of the stack that have been used, as far down as the paint is gone.
    public var peakBytes: Int {
        var untouched = 0
        let painted = memory.assumingMemoryBound(to: UInt8.self)
        while untouched < bytes, painted[untouched] == Self.paint { untouched += 1 }
        return bytes - untouched
    }

    private final class Start {
        let body: () -> Void

        init(_ body: @escaping () -> Void) {
            self.body = body
        }
    }
}
