package dev.holdfast.benchmarks.textbook;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The textbook's read-write lock, with a real preference. The JDK's own has none: unfair, it lets
/// readers overtake except a writer who is first in the queue; fair, it goes by arrival.
final class ReadWriteMonitor {
  private final boolean readersFirst;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition mayRead = lock.newCondition();
  private final Condition mayWrite = lock.newCondition();
  private int readers;
  private int waitingReaders;
  private int waitingWriters;
  private boolean writing;

  ReadWriteMonitor(boolean readersFirst) {
    this.readersFirst = readersFirst;
  }

  void beginReading() {
    lock.lock();
    try {
      waitingReaders++;
      while (writing || (!readersFirst && waitingWriters > 0)) {
        mayRead.awaitUninterruptibly();
      }
      waitingReaders--;
      readers++;
    } finally {
      lock.unlock();
    }
  }

  void endReading() {
    lock.lock();
    try {
      readers--;
      letNext();
    } finally {
      lock.unlock();
    }
  }

  void beginWriting() {
    lock.lock();
    try {
      waitingWriters++;
      while (writing || readers > 0 || (readersFirst && waitingReaders > 0)) {
        mayWrite.awaitUninterruptibly();
      }
      waitingWriters--;
      writing = true;
    } finally {
      lock.unlock();
    }
  }

  void endWriting() {
    lock.lock();
    try {
      writing = false;
      letNext();
    } finally {
      lock.unlock();
    }
  }

  private void letNext() {
    boolean readersNext = readersFirst ? waitingReaders > 0 : waitingWriters == 0;
    if (readersNext) {
      mayRead.signalAll();
    } else if (readers == 0) {
      mayWrite.signal();
    }
  }
}
