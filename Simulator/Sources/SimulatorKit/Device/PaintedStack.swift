import Foundation
import Synchronization

/// A thread whose stack has exactly so many bytes, and is painted before it starts, so that its
/// high-water mark can be read afterwards.
///
/// The stack lies over a guard page: a client that needs more ends the process at once instead of
/// writing over something else.
public final class PaintedStack: @unchecked Sendable {
    // Sendable: the memory is written by the one thread that runs on it, and read after that
    // thread has ended.
    private let memory: UnsafeMutableRawPointer
    private let bytes: Int
    /// What lies above them.
    private let entryBytes: Int
    private static let paint: UInt8 = 0xA5
    private static let pageBytes = Int(sysconf(Int32(_SC_PAGESIZE)))

    /// - Parameter bytes: What the thread's body has, a multiple of 16.
    public init(bytes: Int) throws(EnvironmentError) {
        entryBytes = try Self.measuredEntryBytes.get()
        self.bytes = bytes
        memory = try Self.map(bytes + entryBytes)
        memset(memory, Int32(Self.paint), bytes)
    }

    deinit {
        Self.unmap(memory, bytes + entryBytes)
    }

    /// Runs `body` on the stack, in a thread of its own, and returns what it returns once that
    /// thread has ended.
    public func run<Result: Sendable>(
        _ body: @escaping @Sendable () -> Result
    ) async throws -> Result {
        let outcome = Outcome<Result>()
        let thread = try Self.start(on: memory, bytes: bytes + entryBytes) { _ in
            outcome.result.withLock { $0 = body() }
        }
        // To resume this function takes more stack than some devices have: another thread does it,
        // when the first one has left the memory.
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                pthread_join(thread, nil)
                continuation.resume()
            }
        }
        guard let result = outcome.result.withLock({ $0 }) else {
            preconditionFailure("a thread that has ended has its result")
        }
        return result
    }

    private final class Outcome<Result: Sendable>: Sendable {
        let result = Mutex<Result?>(nil)
    }

    /// The bytes of the stack that have been used, as far down as the paint is gone.
    public var peakBytes: Int {
        var untouched = 0
        let painted = memory.assumingMemoryBound(to: UInt8.self)
        while untouched < bytes, painted[untouched] == Self.paint { untouched += 1 }
        return bytes - untouched
    }

    // MARK: Threads and their memory

    /// What the C library and the way to a thread's body take at the top of a thread's stack, which
    /// depends on the program's thread-local variables: a first thread finds it out.
    private static let measuredEntryBytes: Result<Int, EnvironmentError> = {
        let room = 1 << 20
        let used = Mutex(0)
        do throws(EnvironmentError) {
            let memory = try map(room)
            defer { unmap(memory, room) }
            let top = UInt(bitPattern: memory + room)
            let thread = try start(on: memory, bytes: room) { place in
                used.withLock { $0 = Int(top - UInt(bitPattern: place)) }
            }
            pthread_join(thread, nil)
        } catch {
            return .failure(error)
        }
        return .success((used.withLock { $0 } + 15) & ~15)
    }()

    /// Memory over a guard page.
    private static func map(_ bytes: Int) throws(EnvironmentError) -> UnsafeMutableRawPointer {
        let whole = mmap(
            nil, pageBytes + bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let whole, whole != MAP_FAILED else {
            throw EnvironmentError("no memory for a thread's stack of \(bytes) bytes")
        }
        mprotect(whole, pageBytes, PROT_NONE)
        return whole + pageBytes
    }

    private static func unmap(_ memory: UnsafeMutableRawPointer, _ bytes: Int) {
        munmap(memory - pageBytes, pageBytes + bytes)
    }

    /// Starts a thread that calls `body` with the place on the stack that it has reached.
    private static func start(
        on memory: UnsafeMutableRawPointer, bytes: Int,
        _ body: @escaping @Sendable (UnsafeRawPointer) -> Void
    ) throws(EnvironmentError) -> pthread_t {
        let entry = Unmanaged.passRetained(Start(body))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        var status = pthread_attr_setstack(&attributes, memory, bytes)
        if status == 0 {
            status = pthread_create(
                &thread, &attributes,
                { argument in
                    guard let argument else { return nil }
                    let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                    var mark: UInt8 = 0
                    withUnsafePointer(to: &mark) { start.body(UnsafeRawPointer($0)) }
                    return nil
                }, entry.toOpaque())
        }
        guard status == 0 else {
            entry.release()
            throw EnvironmentError("cannot start the device's thread: error \(status)")
        }
        return thread
    }

    private final class Start {
        let body: @Sendable (UnsafeRawPointer) -> Void

        init(_ body: @escaping @Sendable (UnsafeRawPointer) -> Void) {
            self.body = body
        }
    }
}
