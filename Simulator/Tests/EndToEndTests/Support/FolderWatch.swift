import Foundation
import Testing

/// Tells at once what appears in a folder, by inotify(7).
final class FolderWatch: Sendable {
    /// The names, in order.
    let names: AsyncStream<String>
    private let descriptor: Int32
    private let watch: Int32

    /// Watches the folder, which must exist.
    init(_ folder: String) throws {
        let descriptor = inotify_init1(Int32(IN_CLOEXEC))
        self.descriptor = descriptor
        watch = inotify_add_watch(descriptor, folder, UInt32(IN_CREATE | IN_MOVED_TO))
        try #require(watch >= 0)
        let (names, found) = AsyncStream.makeStream(of: String.self)
        self.names = names
        Thread.detachNewThread {
            var isWatched = true
            while isWatched {
                isWatched = Self.read(descriptor) { found.yield($0) }
            }
            close(descriptor)
            found.finish()
        }
    }

    deinit {
        // Ends the thread: the kernel reports the end of the watch.
        inotify_rm_watch(descriptor, watch)
    }

    /// Waits until something with this name is there.
    func appearance(of name: String) async throws {
        try await within(waitingFor: name) { [names] in
            for await found in names where found == name { return }
            throw CancellationError()
        }
    }

    /// Reads what happened; false when the watch is over.
    private static func read(_ descriptor: Int32, _ report: (String) -> Void) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return count < 0 && errno == EINTR }
        var isWatched = true
        var offset = 0
        let head = MemoryLayout<inotify_event>.size
        while offset + head <= count {
            let event = bytes.withUnsafeBytes {
                $0.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
            }
            let name = bytes[(offset + head)..<(offset + head + Int(event.len))]
            if event.mask & UInt32(IN_IGNORED) != 0 { isWatched = false }
            report(String(decoding: name.prefix { $0 != 0 }, as: UTF8.self))
            offset += head + Int(event.len)
        }
        return isWatched
    }
}
