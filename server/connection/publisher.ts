/**
 * The publisher's role: a trainer elsewhere, its sessions relayed through the hub.
 *
 * Events carry no id; one that is refused is answered by an `error` with id null. When the connection goes, its running
 * sessions are marked failed and wait, resumable, in the list.
 */
import type { ClientMessage } from '../protocol/messages.ts';
import { type Publisher, type SessionHub, unknownSession } from '../sessions/hub.ts';
import type { Outbox, RoleHandler } from './role.ts';

export class PublisherRole implements RoleHandler {
  readonly role = 'publisher';
  readonly waiting = false;
  readonly #hub: SessionHub;
  readonly #out: Outbox;
  readonly #publishers = new Map<string, Publisher>();

  constructor(hub: SessionHub, out: Outbox) {
    this.#hub = hub;
    this.#out = out;
  }

  handle(message: ClientMessage): void {
    switch (message.type) {
      case 'publish': {
        const { id, resume } = message;
        const publisher =
          (resume === undefined ? null : this.#hub.resume(resume, message)) ?? this.#hub.publish(message);
        this.#publishers.set(publisher.session, publisher);
        this.#out.send({ type: 'published', id, session: publisher.session });
        return;
      }
      case 'episode':
      case 'steps':
      case 'episode_end':
      case 'metrics':
      case 'status': {
        const publisher = this.#publishers.get(message.session);
        if (publisher === undefined) throw unknownSession('Publishing', message.session);
        publisher.send(message);
        if (message.type === 'status' && (message.state === 'finished' || message.state === 'failed')) {
          publisher.close();
          this.#publishers.delete(message.session);
        }
        return;
      }
    }
  }

  tick(): void {}

  closed(): void {
    for (const publisher of this.#publishers.values()) publisher.close('failed', 'publisher disconnected');
    this.#publishers.clear();
  }
}
