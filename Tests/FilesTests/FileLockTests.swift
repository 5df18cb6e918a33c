import Files
import Foundation
import TestSupport
import Testing

@Suite("File locks")
struct FileLockTests {
  let place: Workplace
  init() throws { place = try Workplace() }

  @Test("one holder has it; the file goes with it")
  func one() throws {
    var first = try FileLock.take(place.path("lock"))
    #expect(first != nil)
    #expect(try FileLock.take(place.path("lock")) == nil)
    #expect(try place.names() == ["lock"])
    first = nil
    #expect(try place.names() == [])
    let second = try FileLock.take(place.path("lock"))
    #expect(second != nil)
  }

  @Test("a file that a killed process left is taken over")
  func leftover() throws {
    try place.file("lock", "")
    let lock = try FileLock.take(place.path("lock"))
    #expect(lock != nil)
  }

  @Test("waiting ends when the holder is done, or when the time is over")
  func waiting() async throws {
    let path = place.path("lock")
    let holder = try FileLock.take(path)
    #expect(try FileLock.take(path, waiting: 0.05) == nil)
    async let waiter = Task.detached { try FileLock.take(path, waiting: 60) != nil }.value
    try await Task.sleep(for: .milliseconds(20))
    withExtendedLifetime(holder) {}
    _ = consume holder
    #expect(try await waiter)
  }

  @Test("many threads: never two at a time, and each gets its turn")
  func crowd() async throws {
    let path = place.path("lock")
    let counter = Counter()
    await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<20 {
            let lock = try FileLock.take(path, waiting: 60)
            #expect(lock != nil)
            await counter.enter()
            await counter.leave()
            withExtendedLifetime(lock) {}
          }
        }
      }
    }
    #expect(await counter.entered == 160)
    #expect(await counter.most == 1)
  }

  private actor Counter {
    private var inside = 0
    private(set) var most = 0
    private(set) var entered = 0

    func enter() {
      inside += 1
      entered += 1
      most = max(most, inside)
    }

    func leave() { inside -= 1 }
  }

  @Test("a folder that is not there is told")
  func missingFolder() throws {
    #expect(
      message(in: place) { _ = try FileLock.take(place.path("no/lock")) }
        == "no/lock: error: cannot create it: the folder it belongs to is gone")
  }
}
