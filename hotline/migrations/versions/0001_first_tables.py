"""first tables"""

import sqlalchemy as sa
from alembic import op

import hotline.kit.db

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Every table of the first release
    op.create_table('articles',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('owner_unit_code', sa.String(length=40), nullable=False),
    sa.Column('owner_unit_id', sa.String(length=26), nullable=True),
    sa.Column('category_code', sa.String(length=12), nullable=True),
    sa.Column('districts', sa.JSON(), nullable=False),
    sa.Column('audience', sa.String(length=8), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('current_revision_id', sa.String(length=26), nullable=True),
    sa.Column('draft_revision_id', sa.String(length=26), nullable=True),
    sa.Column('draft_state', sa.String(length=10), nullable=True),
    sa.Column('waiting_revision_id', sa.String(length=26), nullable=True),
    sa.Column('waiting_from', sa.Date(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('review_by', sa.Date(), nullable=True),
    sa.Column('under_correction', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_articles')),
    sa.UniqueConstraint('key', name=op.f('uq_articles_key'))
    )
    with op.batch_alter_table('articles', schema=None) as batch_op:
        batch_op.create_index('ix_articles_category_code', ['category_code'], unique=False)
        batch_op.create_index('ix_articles_owner_unit_id', ['owner_unit_id'], unique=False)
        batch_op.create_index('ix_articles_state_review_by', ['state', 'review_by'], unique=False)
        batch_op.create_index('ix_articles_state_valid_to', ['state', 'valid_to'], unique=False)
        batch_op.create_index('ix_articles_updated_at_id', ['updated_at', 'id'], unique=False)
        batch_op.create_index('ix_articles_waiting_from', ['waiting_from'], unique=False)

    op.create_table('attempt_windows',
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('ends_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_attempt_windows'))
    )
    with op.batch_alter_table('attempt_windows', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attempt_windows_ends_at'), ['ends_at'], unique=False)

    op.create_table('audit_entries',
    sa.Column('seq', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('category', sa.String(length=8), nullable=False),
    sa.Column('actor_id', sa.String(length=26), nullable=True),
    sa.Column('actor_kind', sa.String(length=8), nullable=False),
    sa.Column('action', sa.String(length=60), nullable=False),
    sa.Column('object_kind', sa.String(length=40), nullable=False),
    sa.Column('object_id', sa.String(length=64), nullable=False),
    sa.Column('field', sa.String(length=40), nullable=True),
    sa.Column('purpose', sa.String(length=200), nullable=True),
    sa.Column('before', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('after', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('request_id', sa.String(length=64), nullable=True),
    sa.Column('address_hash', sa.String(length=64), nullable=True),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('chain', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_audit_entries')),
    sa.UniqueConstraint('id', name=op.f('uq_audit_entries_id'))
    )
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.create_index('ix_audit_entries_action', ['action', 'object_id'], unique=False)
        batch_op.create_index('ix_audit_entries_actor', ['actor_id', 'category', 'at'], unique=False)
        batch_op.create_index('ix_audit_entries_at', ['at'], unique=False)
        batch_op.create_index('ix_audit_entries_object', ['object_kind', 'object_id', 'seq'], unique=False)

    op.create_table('audit_heads',
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.Column('count', sa.BigInteger(), nullable=False),
    sa.Column('head', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_audit_heads'))
    )
    op.create_table('calendars',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('is_default', sa.Boolean(), nullable=False),
    sa.Column('follows_id', sa.String(length=26), nullable=True),
    sa.Column('created_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['follows_id'], ['calendars.id'], name=op.f('fk_calendars_follows_id_calendars')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendars')),
    sa.UniqueConstraint('code', name=op.f('uq_calendars_code'))
    )
    op.create_table('category_limits',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('category_code', sa.String(length=12), nullable=True),
    sa.Column('kind', sa.String(length=10), nullable=True),
    sa.Column('urgency', sa.String(length=10), nullable=True),
    sa.Column('working_days', sa.Integer(), nullable=False),
    sa.Column('basis', sa.String(length=300), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('created_by', sa.String(length=26), nullable=True),
    sa.Column('created_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_category_limits'))
    )
    with op.batch_alter_table('category_limits', schema=None) as batch_op:
        batch_op.create_index('ix_category_limits_category_code', ['category_code'], unique=False)

    op.create_table('category_limit_proposals',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('category_code', sa.String(length=12), nullable=False),
    sa.Column('category_version', sa.String(length=20), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=True),
    sa.Column('urgency', sa.String(length=10), nullable=True),
    sa.Column('working_days', sa.Integer(), nullable=False),
    sa.Column('basis', sa.String(length=300), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('sources', sa.JSON(), nullable=False),
    sa.Column('proposed_by', sa.String(length=26), nullable=True),
    sa.Column('proposed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.String(length=26), nullable=True),
    sa.Column('decided_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('limit_id', sa.String(length=26), nullable=True),
    sa.ForeignKeyConstraint(['limit_id'], ['category_limits.id'], name=op.f('fk_category_limit_proposals_limit_id_category_limits')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_category_limit_proposals'))
    )
    with op.batch_alter_table('category_limit_proposals', schema=None) as batch_op:
        batch_op.create_index('ix_category_limit_proposals_state', ['state'], unique=False)

    op.create_table('channel_opt_outs',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('address_hash', sa.String(length=64), nullable=False),
    sa.Column('opted_out_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('opted_in_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel_opt_outs')),
    sa.UniqueConstraint('channel', 'address_hash', name=op.f('uq_channel_opt_outs_channel_address_hash'))
    )
    op.create_table('channel_provider_events',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('provider', sa.String(length=20), nullable=False),
    sa.Column('dedupe_key', sa.String(length=160), nullable=False),
    sa.Column('received_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('raw_enc', sa.Text(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel_provider_events')),
    sa.UniqueConstraint('provider', 'dedupe_key', name=op.f('uq_channel_provider_events_provider_dedupe_key'))
    )
    with op.batch_alter_table('channel_provider_events', schema=None) as batch_op:
        batch_op.create_index('ix_channel_provider_events_raw', ['received_at'], unique=False, sqlite_where=sa.text('raw_enc IS NOT NULL'), postgresql_where=sa.text('raw_enc IS NOT NULL'))

    op.create_table('channel_providers',
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('last_success_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('last_failure_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('last_reason', sa.String(length=20), nullable=True),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('open_until', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('name', 'channel', name=op.f('pk_channel_providers'))
    )
    op.create_table('counters',
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_counters'))
    )
    op.create_table('deletion_certificates',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('what', sa.String(length=60), nullable=False),
    sa.Column('rule', sa.String(length=120), nullable=False),
    sa.Column('subject_id', sa.String(length=26), nullable=True),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('actor_id', sa.String(length=26), nullable=True),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.Column('made_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deletion_certificates'))
    )
    op.create_table('agreement_weeks',
    sa.Column('question', sa.String(length=10), nullable=False),
    sa.Column('week', sa.String(length=8), nullable=False),
    sa.Column('model', sa.String(length=60), nullable=False),
    sa.Column('suggested', sa.String(length=26), nullable=False),
    sa.Column('confirmed', sa.String(length=26), nullable=False),
    sa.Column('tickets', sa.Integer(), nullable=False),
    sa.Column('tree', sa.String(length=20), nullable=False),
    sa.PrimaryKeyConstraint('question', 'week', 'model', 'suggested', 'confirmed', name=op.f('pk_agreement_weeks'))
    )
    op.create_table('drift_alerts',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('week', sa.String(length=8), nullable=False),
    sa.Column('question', sa.String(length=10), nullable=False),
    sa.Column('code', sa.String(length=26), nullable=False),
    sa.Column('model', sa.String(length=60), nullable=False),
    sa.Column('suggested', sa.Integer(), nullable=False),
    sa.Column('agreed', sa.Integer(), nullable=False),
    sa.Column('before_suggested', sa.Integer(), nullable=False),
    sa.Column('before_agreed', sa.Integer(), nullable=False),
    sa.Column('raised_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('acknowledged_by', sa.String(length=26), nullable=True),
    sa.Column('acknowledged_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_drift_alerts')),
    sa.UniqueConstraint('question', 'code', 'week', name=op.f('uq_drift_alerts_question_code_week'))
    )
    op.create_table('hot_briefs',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('made_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('topics', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_hot_briefs'))
    )
    op.create_table('hot_topics',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('watch_key', sa.String(length=200), nullable=False),
    sa.Column('source', sa.String(length=8), nullable=False),
    sa.Column('category_code', sa.String(length=12), nullable=False),
    sa.Column('term', sa.String(length=40), nullable=False),
    sa.Column('place_code', sa.String(length=12), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('phase', sa.String(length=8), nullable=False),
    sa.Column('window_hours', sa.Integer(), nullable=False),
    sa.Column('observed', sa.Integer(), nullable=False),
    sa.Column('expected', sa.Float(), nullable=False),
    sa.Column('confidence', sa.Float(), nullable=False),
    sa.Column('first_seen', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('opened_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('calmed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('told_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('told_count', sa.Integer(), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.Column('trend', sa.JSON(), nullable=False),
    sa.Column('places', sa.JSON(), nullable=False),
    sa.Column('examples', sa.JSON(), nullable=False),
    sa.Column('ticket_ids', sa.JSON(), nullable=False),
    sa.Column('live', sa.JSON(), nullable=True),
    sa.Column('acknowledged_by', sa.String(length=26), nullable=True),
    sa.Column('acknowledged_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('dismissed_by', sa.String(length=26), nullable=True),
    sa.Column('dismissed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hot_topics')),
    sa.UniqueConstraint('watch_key', name=op.f('uq_hot_topics_watch_key'))
    )
    with op.batch_alter_table('hot_topics', schema=None) as batch_op:
        batch_op.create_index('ix_hot_topics_state', ['state', 'id'], unique=False)
        batch_op.create_index('ix_hot_topics_told_at', ['told_at'], unique=False)

    op.create_table('hot_watch_turns',
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.Column('holder', sa.String(length=26), nullable=False),
    sa.Column('until', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('looked_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('held_back_on', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_hot_watch_turns'))
    )
    op.create_table('outbox_events',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('occurred_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('request_id', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_events'))
    )
    op.create_table('place_names',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=True),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('aliases', sa.JSON(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('district_code', sa.String(length=12), nullable=False),
    sa.Column('town_code', sa.String(length=12), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('updated_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_place_names')),
    sa.UniqueConstraint('name', 'kind', 'district_code', 'town_code', name=op.f('uq_place_names_name_kind_district_code_town_code'))
    )
    with op.batch_alter_table('place_names', schema=None) as batch_op:
        batch_op.create_index('ix_place_names_code', ['code'], unique=False)

    op.create_table('routing_example_versions',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=26), nullable=True),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('added', sa.Integer(), nullable=False),
    sa.Column('withdrawn', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_routing_example_versions'))
    )
    op.create_table('routing_examples',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('category_code', sa.String(length=12), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('added_in', sa.Integer(), nullable=False),
    sa.Column('withdrawn_in', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['added_in'], ['routing_example_versions.number'], name=op.f('fk_routing_examples_added_in_routing_example_versions')),
    sa.ForeignKeyConstraint(['withdrawn_in'], ['routing_example_versions.number'], name=op.f('fk_routing_examples_withdrawn_in_routing_example_versions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_routing_examples'))
    )
    with op.batch_alter_table('routing_examples', schema=None) as batch_op:
        batch_op.create_index('ix_routing_examples_category_code', ['category_code'], unique=False)

    op.create_table('public_drafts',
    sa.Column('key_hash', sa.String(length=64), nullable=False),
    sa.Column('subject_key_id', sa.String(length=26), nullable=False),
    sa.Column('form_sealed', sa.Text(), nullable=False),
    sa.Column('saved_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key_hash', name=op.f('pk_public_drafts'))
    )
    with op.batch_alter_table('public_drafts', schema=None) as batch_op:
        batch_op.create_index('ix_public_drafts_saved_at', ['saved_at'], unique=False)

    op.create_table('routing_policies',
    sa.Column('name', sa.String(length=10), nullable=False),
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('effective_from', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('proposed_by', sa.String(length=26), nullable=True),
    sa.Column('proposed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.String(length=26), nullable=True),
    sa.Column('decided_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_routing_policies')),
    sa.UniqueConstraint('name', 'number', name=op.f('uq_routing_policies_name_number'))
    )
    with op.batch_alter_table('routing_policies', schema=None) as batch_op:
        batch_op.create_index('ix_routing_policies_state', ['name', 'state'], unique=False)

    op.create_table('stored_files',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('storage_name', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('extension', sa.String(length=8), nullable=False),
    sa.Column('mime', sa.String(length=80), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('claim_hash', sa.String(length=64), nullable=False),
    sa.Column('uploaded_by', sa.String(length=26), nullable=True),
    sa.Column('uploaded_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('owner_kind', sa.String(length=40), nullable=True),
    sa.Column('owner_id', sa.String(length=26), nullable=True),
    sa.Column('attached_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_files')),
    sa.UniqueConstraint('storage_name', name=op.f('uq_stored_files_storage_name'))
    )
    with op.batch_alter_table('stored_files', schema=None) as batch_op:
        batch_op.create_index('ix_stored_files_orphans', ['uploaded_at'], unique=False, sqlite_where=sa.text('owner_id IS NULL'), postgresql_where=sa.text('owner_id IS NULL'))
        batch_op.create_index('ix_stored_files_owner', ['owner_kind', 'owner_id'], unique=False)

    op.create_table('stream_messages',
    sa.Column('stream', sa.String(length=80), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.Column('at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('stream', 'seq', name=op.f('pk_stream_messages'))
    )
    with op.batch_alter_table('stream_messages', schema=None) as batch_op:
        batch_op.create_index('ix_stream_messages_at', ['at'], unique=False)

    op.create_table('streams',
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('last_seq', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_streams'))
    )
    op.create_table('subject_keys',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('wrapped_key', sa.Text(), nullable=False),
    sa.Column('master_key_id', sa.String(length=40), nullable=False),
    sa.Column('created_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('destroyed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subject_keys'))
    )
    with op.batch_alter_table('subject_keys', schema=None) as batch_op:
        batch_op.create_index('ix_subject_keys_master_key_id', ['master_key_id'], unique=False, sqlite_where=sa.text('destroyed_at IS NULL'), postgresql_where=sa.text('destroyed_at IS NULL'))

    op.create_table('supervision_anchor_spans',
    sa.Column('log', sa.String(length=24), nullable=False),
    sa.Column('subject', sa.String(length=26), nullable=False),
    sa.Column('first_seq', sa.Integer(), nullable=False),
    sa.Column('last_seq', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('log', 'subject', 'first_seq', name=op.f('pk_supervision_anchor_spans'))
    )
    with op.batch_alter_table('supervision_anchor_spans', schema=None) as batch_op:
        batch_op.create_index('ix_supervision_anchor_spans_number', ['log', 'number', 'subject'], unique=False)

    op.create_table('supervision_anchors',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('log', sa.String(length=24), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('until', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('head', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supervision_anchors')),
    sa.UniqueConstraint('log', 'number', name=op.f('uq_supervision_anchors_log_number'))
    )
    op.create_table('supervision_cards',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('object_kind', sa.String(length=10), nullable=False),
    sa.Column('object_id', sa.String(length=26), nullable=False),
    sa.Column('object_no', sa.String(length=40), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=False),
    sa.Column('org_level', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=24), nullable=False),
    sa.Column('rule_id', sa.String(length=24), nullable=False),
    sa.Column('rule_version', sa.Integer(), nullable=False),
    sa.Column('occurrence', sa.String(length=80), nullable=False),
    sa.Column('is_repeat', sa.Boolean(), nullable=False),
    sa.Column('colour', sa.String(length=10), nullable=False),
    sa.Column('triggered_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('due_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('answer_due_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('decide_due_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('elapsed_minutes', sa.Integer(), nullable=False),
    sa.Column('paused_minutes', sa.Integer(), nullable=False),
    sa.Column('holidays', sa.Integer(), nullable=False),
    sa.Column('handler_id', sa.String(length=26), nullable=True),
    sa.Column('approver_id', sa.String(length=26), nullable=True),
    sa.Column('notified_by', sa.String(length=20), nullable=True),
    sa.Column('notified_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('explanation', sa.Text(), nullable=True),
    sa.Column('explained_by', sa.String(length=26), nullable=True),
    sa.Column('explained_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('disposition', sa.String(length=12), nullable=False),
    sa.Column('disposition_ground', sa.String(length=20), nullable=True),
    sa.Column('disposition_reason', sa.Text(), nullable=True),
    sa.Column('inspector_id', sa.String(length=26), nullable=True),
    sa.Column('closed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('appeal_id', sa.String(length=26), nullable=True),
    sa.Column('appeal_state', sa.String(length=8), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supervision_cards')),
    sa.UniqueConstraint('rule_id', 'object_id', 'step', 'occurrence', name=op.f('uq_supervision_cards_rule_id_object_id_step_occurrence'))
    )
    with op.batch_alter_table('supervision_cards', schema=None) as batch_op:
        batch_op.create_index('ix_supervision_cards_appeal_id', ['appeal_id'], unique=False, sqlite_where=sa.text("appeal_id IS NOT NULL"), postgresql_where=sa.text("appeal_id IS NOT NULL"))
        batch_op.create_index('ix_supervision_cards_disposition_at', ['disposition', 'triggered_at'], unique=False)
        batch_op.create_index('ix_supervision_cards_object_id', ['object_id'], unique=False)
        batch_op.create_index('ix_supervision_cards_triggered_at_id', ['triggered_at', 'id'], unique=False)
        batch_op.create_index('ix_supervision_cards_unit_at', ['unit_id', 'triggered_at'], unique=False)

    op.create_table('supervision_card_adjustments',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('card_id', sa.String(length=26), nullable=False),
    sa.Column('appeal_id', sa.String(length=26), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=False),
    sa.Column('adjustment', sa.Text(), nullable=False),
    sa.Column('made_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['card_id'], ['supervision_cards.id'], name=op.f('fk_supervision_card_adjustments_card_id_supervision_cards')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supervision_card_adjustments')),
    sa.UniqueConstraint('card_id', name=op.f('uq_supervision_card_adjustments_card_id'))
    )
    with op.batch_alter_table('supervision_card_adjustments', schema=None) as batch_op:
        batch_op.create_index('ix_supervision_card_adjustments_appeal_id', ['appeal_id'], unique=False)

    op.create_table('supervision_card_appeals',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('card_id', sa.String(length=26), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=False),
    sa.Column('ground', sa.Text(), nullable=False),
    sa.Column('filed_by', sa.String(length=26), nullable=True),
    sa.Column('filed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('decide_due_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('opinions', sa.JSON(), nullable=False),
    sa.Column('decided_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['card_id'], ['supervision_cards.id'], name=op.f('fk_supervision_card_appeals_card_id_supervision_cards')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supervision_card_appeals')),
    sa.UniqueConstraint('card_id', name=op.f('uq_supervision_card_appeals_card_id'))
    )
    with op.batch_alter_table('supervision_card_appeals', schema=None) as batch_op:
        batch_op.create_index('ix_supervision_card_appeals_filed_at_id', ['filed_at', 'id'], unique=False)

    op.create_table('supervision_notices',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('key', sa.String(length=90), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('title_zh', sa.String(length=120), nullable=False),
    sa.Column('body_zh', sa.Text(), nullable=False),
    sa.Column('object_kind', sa.String(length=10), nullable=False),
    sa.Column('object_id', sa.String(length=26), nullable=False),
    sa.Column('created_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supervision_notices')),
    sa.UniqueConstraint('key', name=op.f('uq_supervision_notices_key'))
    )
    op.create_table('supervision_orders',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('number', sa.String(length=24), nullable=False),
    sa.Column('level', sa.String(length=12), nullable=False),
    sa.Column('object_kind', sa.String(length=10), nullable=False),
    sa.Column('object_id', sa.String(length=26), nullable=False),
    sa.Column('object_no', sa.String(length=40), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=False),
    sa.Column('occurrence', sa.String(length=120), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('issued_by', sa.String(length=26), nullable=True),
    sa.Column('issued_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('reply_due_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('reply', sa.Text(), nullable=True),
    sa.Column('replied_by', sa.String(length=26), nullable=True),
    sa.Column('replied_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('lifted_by', sa.String(length=26), nullable=True),
    sa.Column('lifted_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('lifted_reason', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supervision_orders')),
    sa.UniqueConstraint('number', name=op.f('uq_supervision_orders_number')),
    sa.UniqueConstraint('occurrence', name=op.f('uq_supervision_orders_occurrence'))
    )
    with op.batch_alter_table('supervision_orders', schema=None) as batch_op:
        batch_op.create_index('ix_supervision_orders_issued_at_id', ['issued_at', 'id'], unique=False)
        batch_op.create_index('ix_supervision_orders_object_id', ['object_id', 'state'], unique=False)
        batch_op.create_index('ix_supervision_orders_unit_state', ['unit_id', 'state'], unique=False)

    op.create_table('supervision_records',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('object_kind', sa.String(length=10), nullable=False),
    sa.Column('object_id', sa.String(length=26), nullable=False),
    sa.Column('object_no', sa.String(length=40), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('occurrence', sa.String(length=120), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=True),
    sa.Column('clock_id', sa.String(length=26), nullable=True),
    sa.Column('at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.String(length=26), nullable=True),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('chain', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supervision_records')),
    sa.UniqueConstraint('object_id', 'seq', name=op.f('uq_supervision_records_object_id_seq')),
    sa.UniqueConstraint('occurrence', name=op.f('uq_supervision_records_occurrence'))
    )
    with op.batch_alter_table('supervision_records', schema=None) as batch_op:
        batch_op.create_index('ix_supervision_records_at', ['at', 'object_id'], unique=False)
        batch_op.create_index('ix_supervision_records_unit_kind_at', ['unit_id', 'kind', 'at'], unique=False)

    op.create_table('supervision_rules',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('effective_from', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('proposed_by', sa.String(length=26), nullable=True),
    sa.Column('proposed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.String(length=26), nullable=True),
    sa.Column('decided_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supervision_rules')),
    sa.UniqueConstraint('number', name=op.f('uq_supervision_rules_number'))
    )
    op.create_table('taxonomy_versions',
    sa.Column('version', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('imported_by', sa.String(length=26), nullable=True),
    sa.Column('imported_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('version', name=op.f('pk_taxonomy_versions'))
    )
    op.create_table('ticket_drafts',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('account_id', sa.String(length=26), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('form', sa.JSON(), nullable=False),
    sa.Column('saved_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_drafts')),
    sa.UniqueConstraint('account_id', 'key', name=op.f('uq_ticket_drafts_account_id_key'))
    )
    op.create_table('ticket_index_marks',
    sa.Column('generation', sa.String(length=80), nullable=False),
    sa.Column('engine', sa.String(length=20), nullable=False),
    sa.Column('steps', sa.String(length=26), nullable=False),
    sa.Column('notes', sa.String(length=26), nullable=False),
    sa.Column('moved_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('generation', name=op.f('pk_ticket_index_marks'))
    )
    op.create_table('ticket_policies',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('effective_from', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('proposed_by', sa.String(length=26), nullable=True),
    sa.Column('proposed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.String(length=26), nullable=True),
    sa.Column('decided_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_policies')),
    sa.UniqueConstraint('number', name=op.f('uq_ticket_policies_number'))
    )
    op.create_table('ticket_views',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('account_id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('filters', sa.JSON(), nullable=False),
    sa.Column('saved_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_views')),
    sa.UniqueConstraint('account_id', 'name', name=op.f('uq_ticket_views_account_id_name'))
    )
    op.create_table('article_revisions',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('article_id', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('questions', sa.JSON(), nullable=False),
    sa.Column('keywords', sa.JSON(), nullable=False),
    sa.Column('spoken', sa.Text(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('items', sa.JSON(), nullable=False),
    sa.Column('cites', sa.JSON(), nullable=False),
    sa.Column('attachments', sa.JSON(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('review_by', sa.Date(), nullable=False),
    sa.Column('author_id', sa.String(length=26), nullable=True),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('created_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_article_revisions_article_id_articles')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article_revisions')),
    sa.UniqueConstraint('article_id', 'number', name=op.f('uq_article_revisions_article_id_number'))
    )
    op.create_table('calendar_versions',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('calendar_id', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('weekly', sa.JSON(), nullable=False),
    sa.Column('every_day', sa.Boolean(), nullable=False),
    sa.Column('known_years', sa.JSON(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('basis', sa.String(length=300), nullable=False),
    sa.Column('base_version_id', sa.String(length=26), nullable=True),
    sa.Column('proposed_by', sa.String(length=26), nullable=True),
    sa.Column('proposed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.String(length=26), nullable=True),
    sa.Column('decided_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('decision_note', sa.String(length=300), nullable=False),
    sa.Column('in_force_from', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('in_force_to', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['base_version_id'], ['calendar_versions.id'], name=op.f('fk_calendar_versions_base_version_id_calendar_versions')),
    sa.ForeignKeyConstraint(['calendar_id'], ['calendars.id'], name=op.f('fk_calendar_versions_calendar_id_calendars')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_versions')),
    sa.UniqueConstraint('calendar_id', 'number', name=op.f('uq_calendar_versions_calendar_id_number'))
    )
    with op.batch_alter_table('calendar_versions', schema=None) as batch_op:
        batch_op.create_index('ix_calendar_versions_in_force', ['calendar_id'], unique=True, sqlite_where=sa.text("state = 'IN_FORCE'"), postgresql_where=sa.text("state = 'IN_FORCE'"))

    op.create_table('categories',
    sa.Column('version', sa.String(length=20), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('parent_code', sa.String(length=12), nullable=True),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('name_en', sa.String(length=120), nullable=False),
    sa.Column('scope_note', sa.Text(), nullable=False),
    sa.Column('kind_hint', sa.String(length=10), nullable=True),
    sa.Column('keywords', sa.JSON(), nullable=False),
    sa.Column('questions', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['version'], ['taxonomy_versions.version'], name=op.f('fk_categories_version_taxonomy_versions')),
    sa.PrimaryKeyConstraint('version', 'code', name=op.f('pk_categories'))
    )
    op.create_table('channel_conversations',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('our_address', sa.String(length=120), nullable=False),
    sa.Column('address_hash', sa.String(length=64), nullable=False),
    sa.Column('address_enc', sa.Text(), nullable=True),
    sa.Column('key_id', sa.String(length=26), nullable=False),
    sa.Column('subject_ref', sa.String(length=80), nullable=True),
    sa.Column('last_seq', sa.Integer(), nullable=False),
    sa.Column('opened_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('last_message_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('erased_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['key_id'], ['subject_keys.id'], name=op.f('fk_channel_conversations_key_id_subject_keys')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel_conversations')),
    sa.UniqueConstraint('channel', 'address_hash', name=op.f('uq_channel_conversations_channel_address_hash'))
    )
    with op.batch_alter_table('channel_conversations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_channel_conversations_address_hash'), ['address_hash'], unique=False)
        batch_op.create_index(batch_op.f('ix_channel_conversations_subject_ref'), ['subject_ref'], unique=False)

    op.create_table('citizens',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('subject_key_id', sa.String(length=26), nullable=True),
    sa.Column('name_sealed', sa.Text(), nullable=True),
    sa.Column('address_sealed', sa.Text(), nullable=True),
    sa.Column('company_name', sa.String(length=120), nullable=True),
    sa.Column('credit_code', sa.String(length=18), nullable=True),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('preferred_channel', sa.String(length=16), nullable=True),
    sa.Column('callback_time', sa.String(length=40), nullable=True),
    sa.Column('special_group', sa.String(length=12), nullable=False),
    sa.Column('tags', sa.JSON(), nullable=False),
    sa.Column('wants_secrecy', sa.Boolean(), nullable=False),
    sa.Column('may_publish', sa.Boolean(), nullable=False),
    sa.Column('identity_verified_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('merged_into_id', sa.String(length=26), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('erased_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['merged_into_id'], ['citizens.id'], name=op.f('fk_citizens_merged_into_id_citizens')),
    sa.ForeignKeyConstraint(['subject_key_id'], ['subject_keys.id'], name=op.f('fk_citizens_subject_key_id_subject_keys')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_citizens'))
    )
    with op.batch_alter_table('citizens', schema=None) as batch_op:
        batch_op.create_index('ix_citizens_legal_hold', ['legal_hold'], unique=False, sqlite_where=sa.text("legal_hold = 1"), postgresql_where=sa.text("legal_hold"))
        batch_op.create_index('ix_citizens_merged_into_id', ['merged_into_id'], unique=False)

    op.create_table('outbox_deliveries',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('event_id', sa.String(length=26), nullable=False),
    sa.Column('handler', sa.String(length=80), nullable=False),
    sa.Column('status', sa.String(length=8), nullable=False),
    sa.Column('run_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('locked_until', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('locked_by', sa.String(length=40), nullable=True),
    sa.Column('last_error', sa.Text(), nullable=True),
    sa.Column('done_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['outbox_events.id'], name=op.f('fk_outbox_deliveries_event_id_outbox_events')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_deliveries'))
    )
    with op.batch_alter_table('outbox_deliveries', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_deliveries_dead', ['handler'], unique=False, sqlite_where=sa.text("status = 'DEAD'"), postgresql_where=sa.text("status = 'DEAD'"))
        batch_op.create_index('ix_outbox_deliveries_due', ['run_at'], unique=False, sqlite_where=sa.text("status = 'PENDING'"), postgresql_where=sa.text("status = 'PENDING'"))
        batch_op.create_index('ix_outbox_deliveries_event_id', ['event_id'], unique=False)

    op.create_table('supervision_notice_audiences',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('notice_id', sa.String(length=26), nullable=False),
    sa.Column('account_id', sa.String(length=26), nullable=True),
    sa.Column('unit_id', sa.String(length=26), nullable=True),
    sa.Column('duty', sa.String(length=10), nullable=True),
    sa.Column('role', sa.String(length=24), nullable=True),
    sa.ForeignKeyConstraint(['notice_id'], ['supervision_notices.id'], name=op.f('fk_supervision_notice_audiences_notice_id_supervision_notices')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supervision_notice_audiences'))
    )
    with op.batch_alter_table('supervision_notice_audiences', schema=None) as batch_op:
        batch_op.create_index('ix_supervision_notice_audiences_account_id', ['account_id', 'notice_id'], unique=False)
        batch_op.create_index('ix_supervision_notice_audiences_everybody', ['account_id', 'unit_id', 'role', 'notice_id'], unique=False, sqlite_where=sa.text('account_id IS NULL AND unit_id IS NULL AND role IS NULL'), postgresql_where=sa.text('account_id IS NULL AND unit_id IS NULL AND role IS NULL'))
        batch_op.create_index('ix_supervision_notice_audiences_notice_id', ['notice_id'], unique=False)
        batch_op.create_index('ix_supervision_notice_audiences_role', ['role', 'notice_id'], unique=False)
        batch_op.create_index('ix_supervision_notice_audiences_unit_id', ['unit_id', 'duty', 'notice_id'], unique=False)

    op.create_table('supervision_notice_reads',
    sa.Column('notice_id', sa.String(length=26), nullable=False),
    sa.Column('account_id', sa.String(length=26), nullable=False),
    sa.Column('read_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['notice_id'], ['supervision_notices.id'], name=op.f('fk_supervision_notice_reads_notice_id_supervision_notices')),
    sa.PrimaryKeyConstraint('notice_id', 'account_id', name=op.f('pk_supervision_notice_reads'))
    )
    op.create_table('units',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('short_name', sa.String(length=40), nullable=False),
    sa.Column('name_en', sa.String(length=120), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('parent_id', sa.String(length=26), nullable=True),
    sa.Column('path', sa.String(length=300), nullable=False),
    sa.Column('calendar_id', sa.String(length=26), nullable=True),
    sa.Column('duty_phone', sa.String(length=40), nullable=False),
    sa.Column('duty_mail', sa.String(length=254), nullable=False),
    sa.Column('district_code', sa.String(length=12), nullable=True),
    sa.Column('town_code', sa.String(length=12), nullable=True),
    sa.Column('line_mode', sa.String(length=10), nullable=True),
    sa.Column('peer_group', sa.String(length=40), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['calendar_id'], ['calendars.id'], name=op.f('fk_units_calendar_id_calendars')),
    sa.ForeignKeyConstraint(['parent_id'], ['units.id'], name=op.f('fk_units_parent_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_units')),
    sa.UniqueConstraint('code', name=op.f('uq_units_code'))
    )
    with op.batch_alter_table('units', schema=None) as batch_op:
        batch_op.create_index('ix_units_parent_id', ['parent_id'], unique=False)
        batch_op.create_index('ix_units_path', ['path'], unique=False)

    op.create_table('accounts',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('login', sa.String(length=40), nullable=False),
    sa.Column('display_name', sa.String(length=60), nullable=False),
    sa.Column('password_hash', sa.Text(), nullable=True),
    sa.Column('roles', sa.JSON(), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=True),
    sa.Column('employer', sa.String(length=8), nullable=False),
    sa.Column('key_id', sa.String(length=26), nullable=True),
    sa.Column('phone_enc', sa.Text(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('failed_attempts', sa.Integer(), nullable=False),
    sa.Column('locked_until', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('must_change_password', sa.Boolean(), nullable=False),
    sa.Column('password_changed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('totp_enc', sa.Text(), nullable=True),
    sa.Column('totp_confirmed', sa.Boolean(), nullable=False),
    sa.Column('totp_last_step', sa.Integer(), nullable=False),
    sa.Column('last_login_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('created_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['key_id'], ['subject_keys.id'], name=op.f('fk_accounts_key_id_subject_keys')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_accounts_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts')),
    sa.UniqueConstraint('login', name=op.f('uq_accounts_login'))
    )
    with op.batch_alter_table('accounts', schema=None) as batch_op:
        batch_op.create_index('ix_accounts_unit_id', ['unit_id'], unique=False)

    op.create_table('article_error_reports',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('article_id', sa.String(length=26), nullable=False),
    sa.Column('revision_id', sa.String(length=26), nullable=False),
    sa.Column('owner_unit_id', sa.String(length=26), nullable=True),
    sa.Column('reason', sa.String(length=16), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('reported_by', sa.String(length=26), nullable=True),
    sa.Column('reported_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ack_due_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('fix_due_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('acknowledged_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('settled_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.String(length=26), nullable=True),
    sa.Column('outcome_note', sa.Text(), nullable=True),
    sa.Column('fixed_by_revision_id', sa.String(length=26), nullable=True),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_article_error_reports_article_id_articles')),
    sa.ForeignKeyConstraint(['revision_id'], ['article_revisions.id'], name=op.f('fk_article_error_reports_revision_id_article_revisions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article_error_reports'))
    )
    with op.batch_alter_table('article_error_reports', schema=None) as batch_op:
        batch_op.create_index('ix_article_error_reports_article_id', ['article_id', 'state'], unique=False)
        batch_op.create_index('ix_article_error_reports_state', ['state', 'reported_at'], unique=False)

    op.create_table('article_reviews',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('article_id', sa.String(length=26), nullable=False),
    sa.Column('revision_id', sa.String(length=26), nullable=False),
    sa.Column('step', sa.String(length=10), nullable=False),
    sa.Column('capacity', sa.String(length=8), nullable=False),
    sa.Column('actor_id', sa.String(length=26), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('decided_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_article_reviews_article_id_articles')),
    sa.ForeignKeyConstraint(['revision_id'], ['article_revisions.id'], name=op.f('fk_article_reviews_revision_id_article_revisions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article_reviews'))
    )
    with op.batch_alter_table('article_reviews', schema=None) as batch_op:
        batch_op.create_index('ix_article_reviews_revision_id', ['revision_id', 'decided_at'], unique=False)

    op.create_table('article_citations',
    sa.Column('revision_id', sa.String(length=26), nullable=False),
    sa.Column('item_code', sa.String(length=60), nullable=False),
    sa.Column('field', sa.String(length=24), nullable=False),
    sa.Column('article_id', sa.String(length=26), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_article_citations_article_id_articles')),
    sa.ForeignKeyConstraint(['revision_id'], ['article_revisions.id'], name=op.f('fk_article_citations_revision_id_article_revisions')),
    sa.PrimaryKeyConstraint('revision_id', 'item_code', 'field', name=op.f('pk_article_citations'))
    )
    with op.batch_alter_table('article_citations', schema=None) as batch_op:
        batch_op.create_index('ix_article_citations_article_id', ['article_id'], unique=False)
        batch_op.create_index('ix_article_citations_item_code', ['item_code'], unique=False)

    op.create_table('article_flags',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('article_id', sa.String(length=26), nullable=False),
    sa.Column('revision_id', sa.String(length=26), nullable=False),
    sa.Column('owner_unit_id', sa.String(length=26), nullable=True),
    sa.Column('item_id', sa.String(length=26), nullable=False),
    sa.Column('item_code', sa.String(length=60), nullable=False),
    sa.Column('item_version', sa.Integer(), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('abolished', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('raised_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('settled_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.String(length=26), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('corrected_by_revision_id', sa.String(length=26), nullable=True),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_article_flags_article_id_articles')),
    sa.ForeignKeyConstraint(['revision_id'], ['article_revisions.id'], name=op.f('fk_article_flags_revision_id_article_revisions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article_flags'))
    )
    with op.batch_alter_table('article_flags', schema=None) as batch_op:
        batch_op.create_index('ix_article_flags_article_id', ['article_id', 'state'], unique=False)
        batch_op.create_index('ix_article_flags_state', ['state', 'raised_at'], unique=False)

    op.create_table('service_items',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('code', sa.String(length=60), nullable=False),
    sa.Column('situation_code', sa.String(length=20), nullable=False),
    sa.Column('parent_code', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('item_type', sa.String(length=16), nullable=False),
    sa.Column('level', sa.String(length=10), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('publication', sa.String(length=12), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=False),
    sa.Column('unit_code', sa.String(length=40), nullable=False),
    sa.Column('department', sa.String(length=200), nullable=False),
    sa.Column('category_code', sa.String(length=12), nullable=False),
    sa.Column('districts', sa.JSON(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('external_ref', sa.String(length=80), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('item_version', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('waiting_number', sa.Integer(), nullable=True),
    sa.Column('waiting_from', sa.Date(), nullable=True),
    sa.Column('waiting_state', sa.String(length=10), nullable=True),
    sa.Column('waiting_unit_id', sa.String(length=26), nullable=True),
    sa.Column('under_correction', sa.Boolean(), nullable=False),
    sa.Column('created_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_service_items_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_items')),
    sa.UniqueConstraint('code', 'situation_code', name=op.f('uq_service_items_code_situation_code'))
    )
    with op.batch_alter_table('service_items', schema=None) as batch_op:
        batch_op.create_index('ix_service_items_external_ref', ['external_ref'], unique=False)
        batch_op.create_index('ix_service_items_state_item_type', ['state', 'item_type'], unique=False)
        batch_op.create_index('ix_service_items_parent_code', ['parent_code'], unique=False)
        batch_op.create_index('ix_service_items_unit_id', ['unit_id'], unique=False)
        batch_op.create_index('ix_service_items_waiting_from', ['waiting_from'], unique=False)

    op.create_table('service_item_versions',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('item_id', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('item_version', sa.Integer(), nullable=True),
    sa.Column('change', sa.String(length=8), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('actor_id', sa.String(length=26), nullable=True),
    sa.Column('received_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['service_items.id'], name=op.f('fk_service_item_versions_item_id_service_items')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_item_versions')),
    sa.UniqueConstraint('item_id', 'number', name=op.f('uq_service_item_versions_item_id_number'))
    )
    op.create_table('knowledge_notices',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('urgency', sa.String(length=10), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=False),
    sa.Column('unit_code', sa.String(length=40), nullable=False),
    sa.Column('districts', sa.JSON(), nullable=False),
    sa.Column('audience', sa.String(length=8), nullable=False),
    sa.Column('questions', sa.JSON(), nullable=False),
    sa.Column('valid_from', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('valid_to', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('draft', sa.JSON(), nullable=True),
    sa.Column('drafted_by', sa.String(length=26), nullable=True),
    sa.Column('published_by', sa.String(length=26), nullable=True),
    sa.Column('published_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_by', sa.String(length=26), nullable=True),
    sa.Column('withdrawn_reason', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_knowledge_notices_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_knowledge_notices')),
    sa.UniqueConstraint('key', name=op.f('uq_knowledge_notices_key'))
    )
    with op.batch_alter_table('knowledge_notices', schema=None) as batch_op:
        batch_op.create_index('ix_knowledge_notices_state_valid_to', ['state', 'valid_to'], unique=False)
        batch_op.create_index('ix_knowledge_notices_unit_id', ['unit_id'], unique=False)
        batch_op.create_index('ix_knowledge_notices_updated_at_id', ['updated_at', 'id'], unique=False)

    op.create_table('answer_calibrations',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('stamp', sa.String(length=120), nullable=False),
    sa.Column('coefficients', sa.JSON(), nullable=False),
    sa.Column('threshold', sa.Float(), nullable=False),
    sa.Column('offer', sa.Float(), nullable=False),
    sa.Column('questions', sa.Integer(), nullable=False),
    sa.Column('precision', sa.Float(), nullable=True),
    sa.Column('recall', sa.Float(), nullable=True),
    sa.Column('fitted_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_calibrations'))
    )
    with op.batch_alter_table('answer_calibrations', schema=None) as batch_op:
        batch_op.create_index('ix_answer_calibrations_stamp_fitted_at', ['stamp', 'fitted_at'], unique=False)

    op.create_table('directory_units',
    sa.Column('unit_id', sa.String(length=26), nullable=False),
    sa.Column('duties', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('told_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_directory_units_unit_id_units')),
    sa.PrimaryKeyConstraint('unit_id', name=op.f('pk_directory_units'))
    )
    op.create_table('directory_windows',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('district_code', sa.String(length=12), nullable=False),
    sa.Column('hours', sa.String(length=300), nullable=False),
    sa.Column('phone', sa.String(length=120), nullable=False),
    sa.Column('transport', sa.String(length=300), nullable=False),
    sa.Column('closed', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('updated_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_directory_windows_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directory_windows'))
    )
    with op.batch_alter_table('directory_windows', schema=None) as batch_op:
        batch_op.create_index('ix_directory_windows_unit_id', ['unit_id'], unique=False)

    op.create_table('directory_numbers',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=False),
    sa.Column('unit_code', sa.String(length=40), nullable=False),
    sa.Column('hours', sa.String(length=300), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('published_in', sa.JSON(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_directory_numbers_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directory_numbers')),
    sa.UniqueConstraint('number', name=op.f('uq_directory_numbers_number'))
    )
    with op.batch_alter_table('directory_numbers', schema=None) as batch_op:
        batch_op.create_index('ix_directory_numbers_unit_id', ['unit_id'], unique=False)

    op.create_table('directory_number_changes',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('number_id', sa.String(length=26), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('channels', sa.JSON(), nullable=False),
    sa.Column('announced', sa.JSON(), nullable=False),
    sa.Column('waiting', sa.Boolean(), nullable=False),
    sa.Column('changed_by', sa.String(length=26), nullable=True),
    sa.Column('changed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['number_id'], ['directory_numbers.id'], name=op.f('fk_directory_number_changes_number_id_directory_numbers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directory_number_changes'))
    )
    with op.batch_alter_table('directory_number_changes', schema=None) as batch_op:
        batch_op.create_index('ix_directory_number_changes_number_id', ['number_id', 'changed_at'], unique=False)
        batch_op.create_index('ix_directory_number_changes_waiting', ['waiting', 'changed_at'], unique=False)

    op.create_table('lexicon_words',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('word', sa.String(length=40), nullable=False),
    sa.Column('meanings', sa.JSON(), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('retired', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('changed_by', sa.String(length=26), nullable=True),
    sa.Column('changed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lexicon_words')),
    sa.UniqueConstraint('kind', 'key', name=op.f('uq_lexicon_words_kind_key'))
    )
    with op.batch_alter_table('lexicon_words', schema=None) as batch_op:
        batch_op.create_index('ix_lexicon_words_version', ['version'], unique=False)

    op.create_table('knowledge_gaps',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.Column('meaning', sa.String(length=300), nullable=False),
    sa.Column('forms', sa.JSON(), nullable=False),
    sa.Column('searches', sa.Integer(), nullable=False),
    sa.Column('nothing_found', sa.Integer(), nullable=False),
    sa.Column('first_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('last_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=True),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('claimed_by', sa.String(length=26), nullable=True),
    sa.Column('claimed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=8), nullable=True),
    sa.Column('article_id', sa.String(length=26), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('closed_by', sa.String(length=26), nullable=True),
    sa.Column('closed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('opened_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_knowledge_gaps'))
    )
    with op.batch_alter_table('knowledge_gaps', schema=None) as batch_op:
        batch_op.create_index('ix_knowledge_gaps_state_last_at', ['state', 'last_at'], unique=False)
        batch_op.create_index('ix_knowledge_gaps_unit_id', ['unit_id'], unique=False)

    op.create_table('knowledge_builds',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('engine', sa.String(length=20), nullable=False),
    sa.Column('stamp', sa.String(length=120), nullable=False),
    sa.Column('documents', sa.Integer(), nullable=False),
    sa.Column('lines', sa.Integer(), nullable=False),
    sa.Column('weights', sa.LargeBinary(), nullable=False),
    sa.Column('built_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_knowledge_builds'))
    )
    with op.batch_alter_table('knowledge_builds', schema=None) as batch_op:
        batch_op.create_index('ix_knowledge_builds_engine_built_at', ['engine', 'built_at'], unique=False)

    op.create_table('knowledge_received',
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('actor_id', sa.String(length=26), nullable=True),
    sa.Column('received_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('kind', 'key', name=op.f('pk_knowledge_received'))
    )

    op.create_table('knowledge_searches',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('audience', sa.String(length=8), nullable=False),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.Column('folded', sa.String(length=300), nullable=False),
    sa.Column('shown', sa.JSON(), nullable=False),
    sa.Column('top_id', sa.String(length=40), nullable=False),
    sa.Column('confidence', sa.Double(), nullable=False),
    sa.Column('answered', sa.Boolean(), nullable=False),
    sa.Column('engine', sa.String(length=20), nullable=False),
    sa.Column('degraded', sa.Boolean(), nullable=False),
    sa.Column('district', sa.String(length=12), nullable=False),
    sa.Column('asker', sa.String(length=16), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_knowledge_searches'))
    )
    with op.batch_alter_table('knowledge_searches', schema=None) as batch_op:
        batch_op.create_index('ix_knowledge_searches_answered_at', ['answered', 'at'], unique=False)
        batch_op.create_index('ix_knowledge_searches_at_top_id', ['at', 'top_id'], unique=False)

    op.create_table('knowledge_clicks',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('search_id', sa.String(length=26), nullable=False),
    sa.Column('document_id', sa.String(length=40), nullable=False),
    sa.Column('revision_id', sa.String(length=26), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.String(length=16), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('audience', sa.String(length=8), nullable=False),
    sa.Column('asker', sa.String(length=16), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_knowledge_clicks'))
    )
    with op.batch_alter_table('knowledge_clicks', schema=None) as batch_op:
        batch_op.create_index('ix_knowledge_clicks_at_document_id', ['at', 'document_id'], unique=False)
        batch_op.create_index('ix_knowledge_clicks_search_id', ['search_id'], unique=False)

    op.create_table('knowledge_popularity',
    sa.Column('document_id', sa.String(length=40), nullable=False),
    sa.Column('popularity', sa.Double(), nullable=False),
    sa.Column('heat', sa.Double(), nullable=False),
    sa.Column('askers', sa.Integer(), nullable=False),
    sa.Column('computed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('document_id', name=op.f('pk_knowledge_popularity'))
    )
    with op.batch_alter_table('knowledge_popularity', schema=None) as batch_op:
        batch_op.create_index('ix_knowledge_popularity_heat', ['heat'], unique=False)

    op.create_table('service_item_reports',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('item_id', sa.String(length=26), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=False),
    sa.Column('reason', sa.String(length=16), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('reported_by', sa.String(length=26), nullable=True),
    sa.Column('reported_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ack_due_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('fix_due_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('acknowledged_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('settled_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.String(length=26), nullable=True),
    sa.Column('outcome_note', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['item_id'], ['service_items.id'], name=op.f('fk_service_item_reports_item_id_service_items')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_item_reports'))
    )
    with op.batch_alter_table('service_item_reports', schema=None) as batch_op:
        batch_op.create_index('ix_service_item_reports_item_id_state', ['item_id', 'state'], unique=False)
        batch_op.create_index('ix_service_item_reports_state_reported_at', ['state', 'reported_at'], unique=False)

    op.create_table('calendar_days',
    sa.Column('version_id', sa.String(length=26), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('name', sa.String(length=30), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['calendar_versions.id'], name=op.f('fk_calendar_days_version_id_calendar_versions')),
    sa.PrimaryKeyConstraint('version_id', 'day', name=op.f('pk_calendar_days'))
    )
    op.create_table('caller_conducts',
    sa.Column('citizen_id', sa.String(length=26), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('restrictions', sa.Integer(), nullable=False),
    sa.Column('restricted_until', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('restriction_step_id', sa.String(length=26), nullable=True),
    sa.Column('contested_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('contest_decided_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('updated_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['citizen_id'], ['citizens.id'], name=op.f('fk_caller_conducts_citizen_id_citizens')),
    sa.PrimaryKeyConstraint('citizen_id', name=op.f('pk_caller_conducts'))
    )
    with op.batch_alter_table('caller_conducts', schema=None) as batch_op:
        batch_op.create_index('ix_caller_conducts_restricted_until', ['restricted_until'], unique=False)

    op.create_table('channel_calls',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('provider', sa.String(length=20), nullable=False),
    sa.Column('provider_call_id', sa.String(length=64), nullable=False),
    sa.Column('conversation_id', sa.String(length=26), nullable=False),
    sa.Column('is_anonymous', sa.Boolean(), nullable=False),
    sa.Column('phase', sa.String(length=12), nullable=False),
    sa.Column('last_seq', sa.Integer(), nullable=False),
    sa.Column('arrived_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('answered_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('ended_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('seconds', sa.Integer(), nullable=True),
    sa.Column('pending_reason', sa.String(length=12), nullable=True),
    sa.Column('is_handled', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['channel_conversations.id'], name=op.f('fk_channel_calls_conversation_id_channel_conversations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel_calls')),
    sa.UniqueConstraint('provider', 'provider_call_id', name=op.f('uq_channel_calls_provider_provider_call_id'))
    )
    op.create_table('channel_messages',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('conversation_id', sa.String(length=26), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('direction', sa.String(length=3), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('purpose', sa.String(length=10), nullable=True),
    sa.Column('text_enc', sa.Text(), nullable=False),
    sa.Column('routes_enc', sa.Text(), nullable=True),
    sa.Column('routes', sa.JSON(), nullable=False),
    sa.Column('subject_ref', sa.String(length=80), nullable=True),
    sa.Column('provider_event_id', sa.String(length=26), nullable=True),
    sa.Column('dedupe_key', sa.String(length=120), nullable=True),
    sa.Column('stored_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('failed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['channel_conversations.id'], name=op.f('fk_channel_messages_conversation_id_channel_conversations')),
    sa.ForeignKeyConstraint(['provider_event_id'], ['channel_provider_events.id'], name=op.f('fk_channel_messages_provider_event_id_channel_provider_events')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel_messages')),
    sa.UniqueConstraint('conversation_id', 'seq', name=op.f('uq_channel_messages_conversation_id_seq')),
    sa.UniqueConstraint('dedupe_key', name=op.f('uq_channel_messages_dedupe_key'))
    )
    with op.batch_alter_table('channel_messages', schema=None) as batch_op:
        batch_op.create_index('ix_channel_messages_provider_event_id', ['provider_event_id'], unique=False, sqlite_where=sa.text("provider_event_id IS NOT NULL"), postgresql_where=sa.text("provider_event_id IS NOT NULL"))

    op.create_table('citizen_contacts',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('citizen_id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('value_hash', sa.String(length=64), nullable=False),
    sa.Column('sealed', sa.Text(), nullable=False),
    sa.Column('is_primary', sa.Boolean(), nullable=False),
    sa.Column('verified_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('created_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['citizen_id'], ['citizens.id'], name=op.f('fk_citizen_contacts_citizen_id_citizens')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_citizen_contacts')),
    sa.UniqueConstraint('value_hash', 'kind', name=op.f('uq_citizen_contacts_value_hash_kind'))
    )
    with op.batch_alter_table('citizen_contacts', schema=None) as batch_op:
        batch_op.create_index('ix_citizen_contacts_citizen_id', ['citizen_id'], unique=False)

    op.create_table('citizen_list_entries',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('citizen_id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('valid_from', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('valid_to', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('added_by', sa.String(length=26), nullable=True),
    sa.Column('removed_by', sa.String(length=26), nullable=True),
    sa.Column('removed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['citizen_id'], ['citizens.id'], name=op.f('fk_citizen_list_entries_citizen_id_citizens')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_citizen_list_entries'))
    )
    with op.batch_alter_table('citizen_list_entries', schema=None) as batch_op:
        batch_op.create_index('ix_citizen_list_entries_citizen_id', ['citizen_id', 'kind'], unique=False)

    op.create_table('citizen_merges',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('kept_id', sa.String(length=26), nullable=False),
    sa.Column('merged_id', sa.String(length=26), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('moved_contact_ids', sa.JSON(), nullable=False),
    sa.Column('merged_by', sa.String(length=26), nullable=True),
    sa.Column('merged_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('unmerge_reason', sa.String(length=200), nullable=True),
    sa.Column('unmerged_by', sa.String(length=26), nullable=True),
    sa.Column('unmerged_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['kept_id'], ['citizens.id'], name=op.f('fk_citizen_merges_kept_id_citizens')),
    sa.ForeignKeyConstraint(['merged_id'], ['citizens.id'], name=op.f('fk_citizen_merges_merged_id_citizens')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_citizen_merges'))
    )
    with op.batch_alter_table('citizen_merges', schema=None) as batch_op:
        batch_op.create_index('ix_citizen_merges_kept_id', ['kept_id'], unique=False)
        batch_op.create_index('ix_citizen_merges_merged_id', ['merged_id'], unique=False)

    op.create_table('citizen_timeline',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('citizen_id', sa.String(length=26), nullable=False),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('label', sa.String(length=60), nullable=False),
    sa.Column('object_kind', sa.String(length=20), nullable=False),
    sa.Column('object_id', sa.String(length=40), nullable=False),
    sa.Column('occurred_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['citizen_id'], ['citizens.id'], name=op.f('fk_citizen_timeline_citizen_id_citizens')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_citizen_timeline')),
    sa.UniqueConstraint('citizen_id', 'source', name=op.f('uq_citizen_timeline_citizen_id_source'))
    )
    with op.batch_alter_table('citizen_timeline', schema=None) as batch_op:
        batch_op.create_index('ix_citizen_timeline_citizen_id', ['citizen_id', 'occurred_at'], unique=False)

    op.create_table('conduct_proposals',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('citizen_id', sa.String(length=26), nullable=False),
    sa.Column('action', sa.String(length=20), nullable=False),
    sa.Column('carried', sa.JSON(), nullable=False),
    sa.Column('roles', sa.JSON(), nullable=False),
    sa.Column('proposed_by', sa.String(length=26), nullable=True),
    sa.Column('proposed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.String(length=26), nullable=True),
    sa.Column('decided_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('accepted', sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(['citizen_id'], ['citizens.id'], name=op.f('fk_conduct_proposals_citizen_id_citizens')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conduct_proposals'))
    )
    with op.batch_alter_table('conduct_proposals', schema=None) as batch_op:
        batch_op.create_index('ix_conduct_proposals_citizen_id', ['citizen_id'], unique=False)

    op.create_table('conduct_steps',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('citizen_id', sa.String(length=26), nullable=False),
    sa.Column('action', sa.String(length=20), nullable=False),
    sa.Column('from_state', sa.String(length=20), nullable=False),
    sa.Column('to_state', sa.String(length=20), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('recordings', sa.JSON(), nullable=False),
    sa.Column('channel', sa.String(length=16), nullable=True),
    sa.Column('until', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('actor_id', sa.String(length=26), nullable=True),
    sa.Column('second_actor_id', sa.String(length=26), nullable=True),
    sa.Column('taken_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['citizen_id'], ['citizens.id'], name=op.f('fk_conduct_steps_citizen_id_citizens')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conduct_steps'))
    )
    with op.batch_alter_table('conduct_steps', schema=None) as batch_op:
        batch_op.create_index('ix_conduct_steps_citizen_id', ['citizen_id', 'taken_at'], unique=False)

    op.create_table('responsibilities',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('category_code', sa.String(length=12), nullable=False),
    sa.Column('category_version', sa.String(length=20), nullable=False),
    sa.Column('district_code', sa.String(length=12), nullable=False),
    sa.Column('condition', sa.String(length=300), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('lead_unit_id', sa.String(length=26), nullable=False),
    sa.Column('partners', sa.JSON(), nullable=False),
    sa.Column('fallback_unit_id', sa.String(length=26), nullable=True),
    sa.Column('no_push_down', sa.Boolean(), nullable=False),
    sa.Column('basis', sa.JSON(), nullable=False),
    sa.Column('limit_override', sa.Integer(), nullable=True),
    sa.Column('limit_basis', sa.String(length=300), nullable=False),
    sa.Column('profile', sa.String(length=40), nullable=True),
    sa.Column('must_review', sa.Boolean(), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('source_ruling_id', sa.String(length=26), nullable=True),
    sa.Column('review_by', sa.Date(), nullable=False),
    sa.Column('supersedes_id', sa.String(length=26), nullable=True),
    sa.Column('proposed_by', sa.String(length=26), nullable=True),
    sa.Column('proposed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('approved_by', sa.String(length=26), nullable=True),
    sa.Column('approved_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('decision_note', sa.String(length=300), nullable=False),
    sa.Column('ended_by', sa.String(length=26), nullable=True),
    sa.Column('ended_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['fallback_unit_id'], ['units.id'], name=op.f('fk_responsibilities_fallback_unit_id_units')),
    sa.ForeignKeyConstraint(['lead_unit_id'], ['units.id'], name=op.f('fk_responsibilities_lead_unit_id_units')),
    sa.ForeignKeyConstraint(['supersedes_id'], ['responsibilities.id'], name=op.f('fk_responsibilities_supersedes_id_responsibilities')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_responsibilities'))
    )
    with op.batch_alter_table('responsibilities', schema=None) as batch_op:
        batch_op.create_index('ix_responsibilities_category_code', ['category_code', 'district_code'], unique=False)
        batch_op.create_index('ix_responsibilities_lead_unit_id', ['lead_unit_id'], unique=False)
        batch_op.create_index('ix_responsibilities_status', ['status'], unique=False)

    op.create_table('supervision_grades',
    sa.Column('unit_id', sa.String(length=26), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('objects', sa.Integer(), nullable=False),
    sa.Column('yellow', sa.Integer(), nullable=False),
    sa.Column('red', sa.Integer(), nullable=False),
    sa.Column('corrected', sa.Integer(), nullable=False),
    sa.Column('exempted', sa.Integer(), nullable=False),
    sa.Column('revoked', sa.Integer(), nullable=False),
    sa.Column('adjusted', sa.Integer(), nullable=False),
    sa.Column('answer_hours', sa.Double(), nullable=True),
    sa.Column('score', sa.Double(), nullable=False),
    sa.Column('grade', sa.String(length=10), nullable=False),
    sa.Column('computed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_supervision_grades_unit_id_units')),
    sa.PrimaryKeyConstraint('unit_id', 'month', name=op.f('pk_supervision_grades'))
    )
    op.create_table('tickets',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('number', sa.String(length=24), nullable=False),
    sa.Column('query_code_hash', sa.String(length=64), nullable=True),
    sa.Column('query_code_root', sa.String(length=24), nullable=False),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('policy_number', sa.Integer(), nullable=False),
    sa.Column('yellow_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('red_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('channel', sa.String(length=12), nullable=False),
    sa.Column('received_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('source_platform', sa.String(length=16), nullable=False),
    sa.Column('external_ref', sa.String(length=80), nullable=True),
    sa.Column('external_due_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('conversation_id', sa.String(length=26), nullable=True),
    sa.Column('call_id', sa.String(length=64), nullable=True),
    sa.Column('recording_ref', sa.String(length=80), nullable=True),
    sa.Column('transcript_ref', sa.String(length=80), nullable=True),
    sa.Column('caller_number_enc', sa.Text(), nullable=True),
    sa.Column('caller_number_hash', sa.String(length=64), nullable=True),
    sa.Column('queue', sa.String(length=40), nullable=True),
    sa.Column('wait_seconds', sa.Integer(), nullable=True),
    sa.Column('hung_up_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('agent_id', sa.String(length=26), nullable=True),
    sa.Column('agent_note', sa.Text(), nullable=True),
    sa.Column('assist_used', sa.Boolean(), nullable=False),
    sa.Column('citizen_id', sa.String(length=26), nullable=True),
    sa.Column('citizen_kind', sa.String(length=12), nullable=False),
    sa.Column('contact_number_enc', sa.Text(), nullable=True),
    sa.Column('contact_number_hash', sa.String(length=64), nullable=True),
    sa.Column('name_enc', sa.Text(), nullable=True),
    sa.Column('email_enc', sa.Text(), nullable=True),
    sa.Column('email_hash', sa.String(length=64), nullable=True),
    sa.Column('gender', sa.String(length=8), nullable=True),
    sa.Column('postal_address_enc', sa.Text(), nullable=True),
    sa.Column('company_name', sa.String(length=120), nullable=True),
    sa.Column('credit_code', sa.String(length=18), nullable=True),
    sa.Column('real_name', sa.Boolean(), nullable=False),
    sa.Column('identity_verified_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('caller_tags', sa.JSON(), nullable=False),
    sa.Column('special_group', sa.String(length=12), nullable=False),
    sa.Column('repeat_caller', sa.Boolean(), nullable=False),
    sa.Column('reply_wanted', sa.Boolean(), nullable=False),
    sa.Column('follow_up_wanted', sa.Boolean(), nullable=False),
    sa.Column('publish_allowed', sa.Boolean(), nullable=False),
    sa.Column('urgency', sa.String(length=12), nullable=False),
    sa.Column('confidentiality', sa.String(length=16), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=True),
    sa.Column('first_kind', sa.String(length=12), nullable=True),
    sa.Column('category_code', sa.String(length=12), nullable=True),
    sa.Column('category_version', sa.String(length=20), nullable=True),
    sa.Column('first_category_code', sa.String(length=12), nullable=True),
    sa.Column('profile', sa.String(length=24), nullable=False),
    sa.Column('profile_version', sa.Integer(), nullable=False),
    sa.Column('district_code', sa.String(length=12), nullable=True),
    sa.Column('town_code', sa.String(length=12), nullable=True),
    sa.Column('village_code', sa.String(length=12), nullable=True),
    sa.Column('address_text', sa.String(length=200), nullable=True),
    sa.Column('latitude', sa.Double(), nullable=True),
    sa.Column('longitude', sa.Double(), nullable=True),
    sa.Column('occurred_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('occurred_until', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('respondent_kind', sa.String(length=8), nullable=True),
    sa.Column('respondent_name_enc', sa.Text(), nullable=True),
    sa.Column('respondent_address_enc', sa.Text(), nullable=True),
    sa.Column('respondent_phone_enc', sa.Text(), nullable=True),
    sa.Column('respondent_unknown', sa.Boolean(), nullable=False),
    sa.Column('accused_unit_id', sa.String(length=26), nullable=True),
    sa.Column('accused_unit_path', sa.String(length=300), nullable=True),
    sa.Column('labels', sa.JSON(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('is_beyond_duty', sa.Boolean(), nullable=False),
    sa.Column('beyond_duty_type', sa.String(length=40), nullable=True),
    sa.Column('is_incomplete', sa.Boolean(), nullable=False),
    sa.Column('reminders', sa.Integer(), nullable=False),
    sa.Column('has_risk', sa.Boolean(), nullable=False),
    sa.Column('lead_unit_id', sa.String(length=26), nullable=True),
    sa.Column('first_lead_unit_id', sa.String(length=26), nullable=True),
    sa.Column('superior_unit_id', sa.String(length=26), nullable=True),
    sa.Column('dispatched_by', sa.String(length=26), nullable=True),
    sa.Column('catalogue_row_id', sa.String(length=26), nullable=True),
    sa.Column('dispatch_basis', sa.Text(), nullable=True),
    sa.Column('dispatch_note', sa.Text(), nullable=True),
    sa.Column('limit_days', sa.Integer(), nullable=True),
    sa.Column('limit_basis', sa.String(length=300), nullable=True),
    sa.Column('no_push_down', sa.Boolean(), nullable=False),
    sa.Column('first_dispatched_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('last_dispatched_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('sign_due_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('due_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('original_due_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('promise_due_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('returns_total', sa.Integer(), nullable=False),
    sa.Column('return_locked', sa.Boolean(), nullable=False),
    sa.Column('hops', sa.Integer(), nullable=False),
    sa.Column('fact_true', sa.String(length=12), nullable=True),
    sa.Column('within_duty', sa.Boolean(), nullable=True),
    sa.Column('handling_text', sa.Text(), nullable=True),
    sa.Column('public_answer', sa.Text(), nullable=True),
    sa.Column('internal_note', sa.Text(), nullable=True),
    sa.Column('resolved', sa.String(length=8), nullable=True),
    sa.Column('unresolved_reason', sa.Text(), nullable=True),
    sa.Column('reply_kind', sa.String(length=12), nullable=True),
    sa.Column('reply_ground', sa.String(length=24), nullable=True),
    sa.Column('replied_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('article_revision_ids', sa.JSON(), nullable=False),
    sa.Column('answer_source', sa.String(length=200), nullable=True),
    sa.Column('answered_now', sa.Boolean(), nullable=False),
    sa.Column('extension_pending', sa.Boolean(), nullable=False),
    sa.Column('extension_used', sa.Boolean(), nullable=False),
    sa.Column('suspended', sa.Boolean(), nullable=False),
    sa.Column('tracked', sa.Boolean(), nullable=False),
    sa.Column('tracked_until', sa.Date(), nullable=True),
    sa.Column('consultation_open', sa.Boolean(), nullable=False),
    sa.Column('stage', sa.String(length=16), nullable=True),
    sa.Column('branch', sa.JSON(), nullable=False),
    sa.Column('follow_up', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('first_rating', sa.String(length=16), nullable=True),
    sa.Column('first_rated_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('final_rating', sa.String(length=16), nullable=True),
    sa.Column('final_rated_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('call_rating', sa.String(length=16), nullable=True),
    sa.Column('close_outcome', sa.String(length=16), nullable=True),
    sa.Column('closed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('reopen_until', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('archive_hash', sa.String(length=64), nullable=True),
    sa.Column('sealed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('deidentified_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('redo_round', sa.Integer(), nullable=False),
    sa.Column('send_backs', sa.Integer(), nullable=False),
    sa.Column('urge_count', sa.Integer(), nullable=False),
    sa.Column('last_urged_on', sa.Date(), nullable=True),
    sa.Column('supervise_level', sa.String(length=12), nullable=True),
    sa.Column('is_hard_case', sa.Boolean(), nullable=False),
    sa.Column('false_closure', sa.Boolean(), nullable=False),
    sa.Column('unreasonable_state', sa.String(length=8), nullable=False),
    sa.Column('appeal_state', sa.String(length=8), nullable=False),
    sa.Column('excluded_from_assessment', sa.Boolean(), nullable=False),
    sa.Column('exclusion_reason', sa.String(length=200), nullable=True),
    sa.Column('contested', sa.Boolean(), nullable=False),
    sa.Column('decline_ground', sa.String(length=24), nullable=True),
    sa.Column('decline_path', sa.Text(), nullable=True),
    sa.Column('handoff_line', sa.String(length=40), nullable=True),
    sa.Column('handoff_mode', sa.String(length=16), nullable=True),
    sa.Column('merged_into_id', sa.String(length=26), nullable=True),
    sa.Column('merged_count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['accused_unit_id'], ['units.id'], name=op.f('fk_tickets_accused_unit_id_units')),
    sa.ForeignKeyConstraint(['citizen_id'], ['citizens.id'], name=op.f('fk_tickets_citizen_id_citizens')),
    sa.ForeignKeyConstraint(['first_lead_unit_id'], ['units.id'], name=op.f('fk_tickets_first_lead_unit_id_units')),
    sa.ForeignKeyConstraint(['lead_unit_id'], ['units.id'], name=op.f('fk_tickets_lead_unit_id_units')),
    sa.ForeignKeyConstraint(['merged_into_id'], ['tickets.id'], name=op.f('fk_tickets_merged_into_id_tickets')),
    sa.ForeignKeyConstraint(['superior_unit_id'], ['units.id'], name=op.f('fk_tickets_superior_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tickets')),
    sa.UniqueConstraint('number', name=op.f('uq_tickets_number'))
    )
    with op.batch_alter_table('tickets', schema=None) as batch_op:
        batch_op.create_index('ix_tickets_citizen_id', ['citizen_id'], unique=False)
        batch_op.create_index('ix_tickets_contact_number_hash', ['contact_number_hash'], unique=False)
        batch_op.create_index('ix_tickets_created_at_id', ['created_at', 'id'], unique=False)
        batch_op.create_index('ix_tickets_external_ref', ['source_platform', 'external_ref'], unique=False)
        batch_op.create_index('ix_tickets_lead_unit_id_created_at', ['lead_unit_id', 'created_at'], unique=False)
        batch_op.create_index('ix_tickets_conversation_id', ['conversation_id'], unique=False, sqlite_where=sa.text('conversation_id IS NOT NULL'), postgresql_where=sa.text('conversation_id IS NOT NULL'))
        batch_op.create_index('ix_tickets_merged_into_id', ['merged_into_id'], unique=False, sqlite_where=sa.text('merged_into_id IS NOT NULL'), postgresql_where=sa.text('merged_into_id IS NOT NULL'))
        batch_op.create_index('ix_tickets_red_at', ['red_at'], unique=False, sqlite_where=sa.text('red_at IS NOT NULL'), postgresql_where=sa.text('red_at IS NOT NULL'))
        batch_op.create_index('ix_tickets_appeal_state_filed', ['appeal_state'], unique=False, sqlite_where=sa.text("appeal_state = 'FILED'"), postgresql_where=sa.text("appeal_state = 'FILED'"))
        batch_op.create_index('ix_tickets_unreasonable_state_filed', ['unreasonable_state'], unique=False, sqlite_where=sa.text("unreasonable_state = 'FILED'"), postgresql_where=sa.text("unreasonable_state = 'FILED'"))
        batch_op.create_index('ix_tickets_sealed_at', ['sealed_at'], unique=False, sqlite_where=sa.text('sealed_at IS NOT NULL AND deidentified_at IS NULL'), postgresql_where=sa.text('sealed_at IS NOT NULL AND deidentified_at IS NULL'))
        batch_op.create_index('ix_tickets_status_created_at_id', ['status', 'created_at', 'id'], unique=False)

    op.create_table('unit_revisions',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('change', sa.String(length=10), nullable=False),
    sa.Column('before', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('filed_late', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('actor_id', sa.String(length=26), nullable=True),
    sa.Column('at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_unit_revisions_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit_revisions')),
    sa.UniqueConstraint('unit_id', 'number', name=op.f('uq_unit_revisions_unit_id_number'))
    )
    with op.batch_alter_table('unit_revisions', schema=None) as batch_op:
        batch_op.create_index('ix_unit_revisions_valid_from', ['valid_from'], unique=False)

    op.create_table('api_tokens',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('account_id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('scopes', sa.JSON(), nullable=False),
    sa.Column('created_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=26), nullable=False),
    sa.Column('expires_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_api_tokens_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_tokens')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_api_tokens_token_hash'))
    )
    with op.batch_alter_table('api_tokens', schema=None) as batch_op:
        batch_op.create_index('ix_api_tokens_account_id', ['account_id'], unique=False)

    op.create_table('auth_sessions',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('account_id', sa.String(length=26), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('device', sa.String(length=120), nullable=False),
    sa.Column('address_hash', sa.String(length=64), nullable=True),
    sa.Column('revoked_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_auth_sessions_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_auth_sessions')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_auth_sessions_token_hash'))
    )
    with op.batch_alter_table('auth_sessions', schema=None) as batch_op:
        batch_op.create_index('ix_auth_sessions_account_id', ['account_id'], unique=False)

    op.create_table('channel_callbacks',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('conversation_id', sa.String(length=26), nullable=False),
    sa.Column('call_id', sa.String(length=26), nullable=True),
    sa.Column('address_hash', sa.String(length=64), nullable=False),
    sa.Column('reason', sa.String(length=12), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('requested_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('last_requested_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('settled_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.String(length=26), nullable=True),
    sa.ForeignKeyConstraint(['call_id'], ['channel_calls.id'], name=op.f('fk_channel_callbacks_call_id_channel_calls')),
    sa.ForeignKeyConstraint(['conversation_id'], ['channel_conversations.id'], name=op.f('fk_channel_callbacks_conversation_id_channel_conversations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel_callbacks'))
    )
    with op.batch_alter_table('channel_callbacks', schema=None) as batch_op:
        batch_op.create_index('ix_channel_callbacks_address_hash', ['address_hash'], unique=False)
        batch_op.create_index('uq_channel_callbacks_open', ['address_hash'], unique=True, sqlite_where=sa.text("state = 'OPEN'"), postgresql_where=sa.text("state = 'OPEN'"))

    op.create_table('channel_deliveries',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('message_id', sa.String(length=26), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('route', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('address_hash', sa.String(length=64), nullable=False),
    sa.Column('provider', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('provider_message_id', sa.String(length=120), nullable=False),
    sa.Column('segments', sa.Integer(), nullable=False),
    sa.Column('requested_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('sending_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('settled_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['message_id'], ['channel_messages.id'], name=op.f('fk_channel_deliveries_message_id_channel_messages')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel_deliveries')),
    sa.UniqueConstraint('message_id', 'attempt', name=op.f('uq_channel_deliveries_message_id_attempt'))
    )
    with op.batch_alter_table('channel_deliveries', schema=None) as batch_op:
        batch_op.create_index('ix_channel_deliveries_open', ['provider', 'requested_at'], unique=False, sqlite_where=sa.text("state IN ('QUEUED', 'SENDING', 'UNKNOWN')"), postgresql_where=sa.text("state IN ('QUEUED', 'SENDING', 'UNKNOWN')"))
        batch_op.create_index('ix_channel_deliveries_address_hash', ['address_hash'], unique=False)
        batch_op.create_index('ix_channel_deliveries_provider_message', ['provider', 'provider_message_id'], unique=False)

    op.create_table('receipts_due',
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('code_sealed', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_receipts_due_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('ticket_id', name=op.f('pk_receipts_due'))
    )
    op.create_table('submission_keys',
    sa.Column('key_hash', sa.String(length=64), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('body_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_submission_keys_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('key_hash', name=op.f('pk_submission_keys'))
    )
    with op.batch_alter_table('submission_keys', schema=None) as batch_op:
        batch_op.create_index('ix_submission_keys_created_at', ['created_at'], unique=False)

    op.create_table('ticket_actions',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('action', sa.String(length=32), nullable=False),
    sa.Column('row_id', sa.String(length=6), nullable=False),
    sa.Column('actor_id', sa.String(length=26), nullable=True),
    sa.Column('actor_kind', sa.String(length=8), nullable=False),
    sa.Column('actor_unit_id', sa.String(length=26), nullable=True),
    sa.Column('requester_id', sa.String(length=26), nullable=True),
    sa.Column('assignment_id', sa.String(length=26), nullable=True),
    sa.Column('at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('from_status', sa.String(length=16), nullable=True),
    sa.Column('to_status', sa.String(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.Column('texts', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('texts_digest', sa.String(length=64), nullable=True),
    sa.Column('masked_texts', sa.JSON(), nullable=True),
    sa.Column('message_id', sa.String(length=4), nullable=True),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('chain', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_actions_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_actions')),
    sa.UniqueConstraint('ticket_id', 'seq', name=op.f('uq_ticket_actions_ticket_id_seq'))
    )
    with op.batch_alter_table('ticket_actions', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_actions_at', ['at', 'ticket_id', 'seq'], unique=False)
        batch_op.create_index('ix_ticket_actions_automatic', ['action', 'ticket_id'], unique=False, sqlite_where=sa.text("actor_kind = 'system'"), postgresql_where=sa.text("actor_kind = 'system'"))
        batch_op.create_index('ix_ticket_actions_masked', ['ticket_id'], unique=False, sqlite_where=sa.text('masked_texts IS NOT NULL'), postgresql_where=sa.text('masked_texts IS NOT NULL'))

    op.create_table('ticket_assignments',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=False),
    sa.Column('unit_path', sa.String(length=300), nullable=False),
    sa.Column('unit_level', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=8), nullable=False),
    sa.Column('parent_id', sa.String(length=26), nullable=True),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('task', sa.Text(), nullable=True),
    sa.Column('assigned_by', sa.String(length=26), nullable=True),
    sa.Column('assigned_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('signed_by', sa.String(length=26), nullable=True),
    sa.Column('signed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('deemed_signed', sa.Boolean(), nullable=False),
    sa.Column('handler_id', sa.String(length=26), nullable=True),
    sa.Column('due_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('returns', sa.Integer(), nullable=False),
    sa.Column('return_reason', sa.String(length=16), nullable=True),
    sa.Column('legal_basis', sa.Text(), nullable=True),
    sa.Column('suggested_unit_id', sa.String(length=26), nullable=True),
    sa.Column('result', sa.Text(), nullable=True),
    sa.Column('replied_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('worked_minutes', sa.Integer(), nullable=True),
    sa.Column('revoked_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['parent_id'], ['ticket_assignments.id'], name=op.f('fk_ticket_assignments_parent_id_ticket_assignments')),
    sa.ForeignKeyConstraint(['suggested_unit_id'], ['units.id'], name=op.f('fk_ticket_assignments_suggested_unit_id_units')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_assignments_ticket_id_tickets')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_ticket_assignments_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_assignments'))
    )
    with op.batch_alter_table('ticket_assignments', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_assignments_ticket_id', ['ticket_id'], unique=False)
        batch_op.create_index('ix_ticket_assignments_level_at', ['unit_level', 'assigned_at'], unique=False)
        batch_op.create_index('ix_ticket_assignments_unit_id', ['unit_id', 'status'], unique=False)
        batch_op.create_index('ix_ticket_assignments_unit_path', ['unit_path', 'ticket_id'], unique=False)

    op.create_table('ticket_attachments',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('file_id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('public', sa.Boolean(), nullable=False),
    sa.Column('action_id', sa.String(length=26), nullable=False),
    sa.Column('added_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('added_by', sa.String(length=26), nullable=True),
    sa.ForeignKeyConstraint(['file_id'], ['stored_files.id'], name=op.f('fk_ticket_attachments_file_id_stored_files')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_attachments_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_attachments'))
    )
    with op.batch_alter_table('ticket_attachments', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_attachments_file_id', ['file_id'], unique=False)
        batch_op.create_index('ix_ticket_attachments_ticket_id', ['ticket_id'], unique=False)

    op.create_table('ticket_consultations',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('unit_ids', sa.JSON(), nullable=False),
    sa.Column('called_by', sa.String(length=26), nullable=True),
    sa.Column('called_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('concluded_by', sa.String(length=26), nullable=True),
    sa.Column('concluded_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('minutes', sa.Text(), nullable=True),
    sa.Column('lead_unit_id', sa.String(length=26), nullable=True),
    sa.Column('partner_unit_ids', sa.JSON(), nullable=False),
    sa.Column('basis', sa.Text(), nullable=True),
    sa.Column('catalogue_feedback', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_consultations_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_consultations'))
    )
    with op.batch_alter_table('ticket_consultations', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_consultations_ticket_id', ['ticket_id'], unique=False)

    op.create_table('ticket_follow_ups',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('redo_round', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=12), nullable=False),
    sa.Column('attempted_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(length=12), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('next_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('by', sa.String(length=26), nullable=True),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_follow_ups_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_follow_ups'))
    )
    with op.batch_alter_table('ticket_follow_ups', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_follow_ups_ticket_id', ['ticket_id'], unique=False)

    op.create_table('ticket_links',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('other_id', sa.String(length=26), nullable=False),
    sa.Column('relation', sa.String(length=16), nullable=False),
    sa.Column('at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=26), nullable=True),
    sa.ForeignKeyConstraint(['other_id'], ['tickets.id'], name=op.f('fk_ticket_links_other_id_tickets')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_links_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_links')),
    sa.UniqueConstraint('ticket_id', 'other_id', 'relation', name=op.f('uq_ticket_links_ticket_id_other_id_relation'))
    )
    with op.batch_alter_table('ticket_links', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_links_other_id', ['other_id'], unique=False)

    op.create_table('ticket_named_users',
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('account_id', sa.String(length=26), nullable=False),
    sa.Column('named_by', sa.String(length=26), nullable=True),
    sa.Column('named_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_named_users_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('ticket_id', 'account_id', name=op.f('pk_ticket_named_users'))
    )
    with op.batch_alter_table('ticket_named_users', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_named_users_account_id', ['account_id'], unique=False)

    op.create_table('ticket_proposals',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('action', sa.String(length=32), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=True),
    sa.Column('proposed_by', sa.String(length=26), nullable=True),
    sa.Column('proposed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.String(length=26), nullable=True),
    sa.Column('decided_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_proposals_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_proposals'))
    )
    with op.batch_alter_table('ticket_proposals', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_proposals_state', ['state', 'action'], unique=False)
        batch_op.create_index('ix_ticket_proposals_ticket_id', ['ticket_id', 'state'], unique=False)

    op.create_table('ticket_ratings',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('redo_round', sa.Integer(), nullable=False),
    sa.Column('given_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('contacted', sa.String(length=12), nullable=True),
    sa.Column('resolved', sa.String(length=16), nullable=True),
    sa.Column('rating', sa.String(length=16), nullable=True),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=True),
    sa.Column('publish', sa.Boolean(), nullable=True),
    sa.Column('truth', sa.String(length=12), nullable=True),
    sa.Column('is_first', sa.Boolean(), nullable=False),
    sa.Column('by_citizen', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_ratings_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_ratings'))
    )
    with op.batch_alter_table('ticket_ratings', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_ratings_ticket_id', ['ticket_id'], unique=False)

    op.create_table('ticket_suggestions',
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('made_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('model', sa.String(length=60), nullable=True),
    sa.Column('kind', sa.String(length=12), nullable=True),
    sa.Column('category_code', sa.String(length=12), nullable=True),
    sa.Column('unit_id', sa.String(length=26), nullable=True),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_suggestions_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('ticket_id', name=op.f('pk_ticket_suggestions'))
    )
    op.create_table('ticket_suspensions',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('basis', sa.String(length=24), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('document', sa.String(length=120), nullable=True),
    sa.Column('started_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expected_end_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ended_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('paused_minutes', sa.Integer(), nullable=True),
    sa.Column('requested_by', sa.String(length=26), nullable=True),
    sa.Column('approved_by', sa.String(length=26), nullable=True),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_suspensions_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_suspensions'))
    )
    with op.batch_alter_table('ticket_suspensions', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_suspensions_ticket_id', ['ticket_id'], unique=False)

    op.create_table('ticket_whistles',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=False),
    sa.Column('unit_path', sa.String(length=300), nullable=False),
    sa.Column('called_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('meeting_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('reported_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('who_came', sa.String(length=120), nullable=True),
    sa.Column('opinion', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_whistles_ticket_id_tickets')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_ticket_whistles_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_whistles'))
    )
    with op.batch_alter_table('ticket_whistles', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_whistles_ticket_id', ['ticket_id'], unique=False)
        batch_op.create_index('ix_ticket_whistles_unit_id', ['unit_id'], unique=False)

    op.create_table('unit_members',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=False),
    sa.Column('account_id', sa.String(length=26), nullable=False),
    sa.Column('duty', sa.String(length=10), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('filed_late', sa.Boolean(), nullable=False),
    sa.Column('filed_by', sa.String(length=26), nullable=True),
    sa.Column('filed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_unit_members_account_id_accounts')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_unit_members_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit_members'))
    )
    with op.batch_alter_table('unit_members', schema=None) as batch_op:
        batch_op.create_index('ix_unit_members_account_id', ['account_id'], unique=False)
        batch_op.create_index('ix_unit_members_unit_id', ['unit_id', 'duty'], unique=False)

    op.create_table('ticket_clocks',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('assignment_id', sa.String(length=26), nullable=True),
    sa.Column('unit_id', sa.String(length=26), nullable=True),
    sa.Column('clock', sa.String(length=24), nullable=False),
    sa.Column('mode', sa.String(length=4), nullable=False),
    sa.Column('limit', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('started_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('due_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('original_due_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('base_due_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('base_paused', sa.Integer(), nullable=False),
    sa.Column('yellow_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('next_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('paused_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('paused_minutes', sa.Integer(), nullable=False),
    sa.Column('stopped_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('late', sa.Boolean(), nullable=True),
    sa.Column('calendar_version', sa.String(length=60), nullable=False),
    sa.Column('provisional', sa.Boolean(), nullable=False),
    sa.Column('rung', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['assignment_id'], ['ticket_assignments.id'], name=op.f('fk_ticket_clocks_assignment_id_ticket_assignments')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_clocks_ticket_id_tickets')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_ticket_clocks_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_clocks'))
    )
    with op.batch_alter_table('ticket_clocks', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_clocks_due', ['next_at'], unique=False, sqlite_where=sa.text("state = 'RUNNING' AND next_at IS NOT NULL"), postgresql_where=sa.text("state = 'RUNNING' AND next_at IS NOT NULL"))
        batch_op.create_index('ix_ticket_clocks_ticket_id', ['ticket_id'], unique=False)
        batch_op.create_index('ix_ticket_clocks_unit_id_started_at', ['unit_id', 'started_at'], unique=False)

    op.create_table('ticket_contacts',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('assignment_id', sa.String(length=26), nullable=True),
    sa.Column('action_id', sa.String(length=26), nullable=False),
    sa.Column('redo_round', sa.Integer(), nullable=False),
    sa.Column('contacted_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('logged_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('channel', sa.String(length=12), nullable=False),
    sa.Column('number_ref', sa.String(length=40), nullable=True),
    sa.Column('outcome', sa.String(length=12), nullable=False),
    sa.Column('summary', sa.Text(), nullable=True),
    sa.Column('recording_ref', sa.String(length=80), nullable=True),
    sa.Column('by', sa.String(length=26), nullable=True),
    sa.ForeignKeyConstraint(['assignment_id'], ['ticket_assignments.id'], name=op.f('fk_ticket_contacts_assignment_id_ticket_assignments')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_contacts_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_contacts'))
    )
    with op.batch_alter_table('ticket_contacts', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_contacts_ticket_id', ['ticket_id'], unique=False)

    op.create_table('ticket_extensions',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('assignment_id', sa.String(length=26), nullable=True),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('reason_code', sa.String(length=40), nullable=False),
    sa.Column('legal_basis', sa.Text(), nullable=False),
    sa.Column('plan', sa.Text(), nullable=False),
    sa.Column('told_proof', sa.Text(), nullable=True),
    sa.Column('requested_by', sa.String(length=26), nullable=True),
    sa.Column('approved_by', sa.String(length=26), nullable=True),
    sa.Column('requested_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('in_good_time', sa.Boolean(), nullable=False),
    sa.Column('decided_by', sa.String(length=26), nullable=True),
    sa.Column('decided_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('decision_note', sa.Text(), nullable=True),
    sa.Column('old_due_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('new_due_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['assignment_id'], ['ticket_assignments.id'], name=op.f('fk_ticket_extensions_assignment_id_ticket_assignments')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_extensions_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_extensions'))
    )
    with op.batch_alter_table('ticket_extensions', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_extensions_ticket_id', ['ticket_id'], unique=False)

    op.create_table('ticket_progress_notes',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('assignment_id', sa.String(length=26), nullable=True),
    sa.Column('action_id', sa.String(length=26), nullable=False),
    sa.Column('at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('public_text', sa.Text(), nullable=True),
    sa.Column('internal_text', sa.Text(), nullable=True),
    sa.Column('next_step', sa.String(length=200), nullable=True),
    sa.Column('next_date', sa.Date(), nullable=True),
    sa.Column('by', sa.String(length=26), nullable=True),
    sa.ForeignKeyConstraint(['assignment_id'], ['ticket_assignments.id'], name=op.f('fk_ticket_progress_notes_assignment_id_ticket_assignments')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_progress_notes_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_progress_notes'))
    )
    with op.batch_alter_table('ticket_progress_notes', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_progress_notes_ticket_id', ['ticket_id'], unique=False)

    op.create_table('ticket_clock_changes',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('clock_id', sa.String(length=26), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('action_id', sa.String(length=26), nullable=False),
    sa.Column('at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('old_due_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('new_due_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=False),
    sa.Column('was_red', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['clock_id'], ['ticket_clocks.id'], name=op.f('fk_ticket_clock_changes_clock_id_ticket_clocks')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_clock_changes_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_clock_changes'))
    )
    with op.batch_alter_table('ticket_clock_changes', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_clock_changes_clock_id', ['clock_id'], unique=False)

    op.create_table('incidents',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('number', sa.String(length=24), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('origin', sa.String(length=16), nullable=False),
    sa.Column('topic', sa.String(length=60), nullable=True),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('cause', sa.Text(), nullable=False),
    sa.Column('category_code', sa.String(length=12), nullable=True),
    sa.Column('place_code', sa.String(length=12), nullable=True),
    sa.Column('lead_ticket_id', sa.String(length=26), nullable=True),
    sa.Column('created_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=26), nullable=True),
    sa.Column('decided_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.String(length=26), nullable=True),
    sa.Column('closed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.String(length=26), nullable=True),
    sa.Column('end_reason', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['lead_ticket_id'], ['tickets.id'], name=op.f('fk_incidents_lead_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incidents')),
    sa.UniqueConstraint('number', name=op.f('uq_incidents_number'))
    )
    with op.batch_alter_table('incidents', schema=None) as batch_op:
        batch_op.create_index('ix_incidents_created_at_id', ['created_at', 'id'], unique=False)
        batch_op.create_index('ix_incidents_topic', ['topic'], unique=True, sqlite_where=sa.text("state IN ('SUGGESTED', 'OPEN')"), postgresql_where=sa.text("state IN ('SUGGESTED', 'OPEN')"))

    op.create_table('ticket_adoptions',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('document_id', sa.String(length=40), nullable=False),
    sa.Column('revision_id', sa.String(length=26), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('actor_id', sa.String(length=26), nullable=True),
    sa.Column('at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_adoptions_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_adoptions')),
    sa.UniqueConstraint('ticket_id', 'revision_id', name=op.f('uq_ticket_adoptions_ticket_id_revision_id'))
    )
    with op.batch_alter_table('ticket_adoptions', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_adoptions_document_id', ['document_id'], unique=False)

    op.create_table('ticket_index_notes',
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('noted', sa.String(length=26), nullable=False),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_index_notes_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('ticket_id', name=op.f('pk_ticket_index_notes'))
    )
    with op.batch_alter_table('ticket_index_notes', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_index_notes_noted', ['noted'], unique=False)

    op.create_table('ticket_repeats',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('former_id', sa.String(length=26), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=True),
    sa.Column('basis', sa.String(length=16), nullable=False),
    sa.Column('similarity', sa.Double(), nullable=False),
    sa.Column('closed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('in_reopen_window', sa.Boolean(), nullable=False),
    sa.Column('flagged_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['former_id'], ['tickets.id'], name=op.f('fk_ticket_repeats_former_id_tickets')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_repeats_ticket_id_tickets')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_ticket_repeats_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_repeats')),
    sa.UniqueConstraint('ticket_id', 'former_id', name=op.f('uq_ticket_repeats_ticket_id_former_id'))
    )
    with op.batch_alter_table('ticket_repeats', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_repeats_flagged_at_id', ['flagged_at', 'id'], unique=False)
        batch_op.create_index('ix_ticket_repeats_former_id', ['former_id'], unique=False)

    op.create_table('incident_measures',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('incident_id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('proposed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('proposed_by', sa.String(length=26), nullable=False),
    sa.Column('decided_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.String(length=26), nullable=True),
    sa.Column('return_reason', sa.Text(), nullable=True),
    sa.Column('done_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents.id'], name=op.f('fk_incident_measures_incident_id_incidents')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incident_measures'))
    )
    with op.batch_alter_table('incident_measures', schema=None) as batch_op:
        batch_op.create_index('ix_incident_measures_incident_id', ['incident_id', 'proposed_at'], unique=False)

    op.create_table('incident_members',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('incident_id', sa.String(length=26), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('standing', sa.Boolean(), nullable=False),
    sa.Column('similarity', sa.Double(), nullable=True),
    sa.Column('added_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('added_by', sa.String(length=26), nullable=True),
    sa.Column('removed_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('removed_by', sa.String(length=26), nullable=True),
    sa.Column('remove_reason', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents.id'], name=op.f('fk_incident_members_incident_id_incidents')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_incident_members_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incident_members')),
    sa.UniqueConstraint('incident_id', 'ticket_id', name=op.f('uq_incident_members_incident_id_ticket_id'))
    )
    with op.batch_alter_table('incident_members', schema=None) as batch_op:
        batch_op.create_index('ix_incident_members_ticket_id', ['ticket_id'], unique=False)
        batch_op.create_index('uq_incident_members_standing', ['ticket_id'], unique=True, sqlite_where=sa.text('standing = 1'), postgresql_where=sa.text('standing'))

    op.create_table('incident_measure_items',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('measure_id', sa.String(length=26), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('reason_code', sa.String(length=40), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('done_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['measure_id'], ['incident_measures.id'], name=op.f('fk_incident_measure_items_measure_id_incident_measures')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_incident_measure_items_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incident_measure_items')),
    sa.UniqueConstraint('measure_id', 'ticket_id', name=op.f('uq_incident_measure_items_measure_id_ticket_id'))
    )
    with op.batch_alter_table('incident_measure_items', schema=None) as batch_op:
        batch_op.create_index('ix_incident_measure_items_ticket_id', ['ticket_id'], unique=False)

    op.create_table('catalogue_hints',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('category_code', sa.String(length=12), nullable=False),
    sa.Column('place_code', sa.String(length=12), nullable=False),
    sa.Column('row_id', sa.String(length=26), nullable=True),
    sa.Column('catalogue_unit_id', sa.String(length=26), nullable=True),
    sa.Column('history_unit_id', sa.String(length=26), nullable=False),
    sa.Column('cases', sa.Integer(), nullable=False),
    sa.Column('agreeing', sa.Integer(), nullable=False),
    sa.Column('examples', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('found_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('seen_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.String(length=26), nullable=True),
    sa.Column('decided_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('proposed_row_id', sa.String(length=26), nullable=True),
    sa.ForeignKeyConstraint(['catalogue_unit_id'], ['units.id'], name=op.f('fk_catalogue_hints_catalogue_unit_id_units')),
    sa.ForeignKeyConstraint(['history_unit_id'], ['units.id'], name=op.f('fk_catalogue_hints_history_unit_id_units')),
    sa.ForeignKeyConstraint(['proposed_row_id'], ['responsibilities.id'], name=op.f('fk_catalogue_hints_proposed_row_id_responsibilities')),
    sa.ForeignKeyConstraint(['row_id'], ['responsibilities.id'], name=op.f('fk_catalogue_hints_row_id_responsibilities')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_catalogue_hints'))
    )
    with op.batch_alter_table('catalogue_hints', schema=None) as batch_op:
        batch_op.create_index('ix_catalogue_hints_state', ['state'], unique=False)

    op.create_table('taxonomy_mappings',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('old_version', sa.String(length=20), nullable=False),
    sa.Column('new_version', sa.String(length=20), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('imported_by', sa.String(length=26), nullable=True),
    sa.Column('imported_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['new_version'], ['taxonomy_versions.version'], name=op.f('fk_taxonomy_mappings_new_version_taxonomy_versions')),
    sa.ForeignKeyConstraint(['old_version'], ['taxonomy_versions.version'], name=op.f('fk_taxonomy_mappings_old_version_taxonomy_versions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_taxonomy_mappings')),
    sa.UniqueConstraint('old_version', 'new_version', 'number', name=op.f('uq_taxonomy_mappings_old_version_new_version_number'))
    )
    op.create_table('dispatch_rulings',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.String(length=26), nullable=True),
    sa.Column('action', sa.String(length=32), nullable=False),
    sa.Column('objecting_unit_id', sa.String(length=26), nullable=True),
    sa.Column('final_unit_id', sa.String(length=26), nullable=True),
    sa.Column('refused_unit_id', sa.String(length=26), nullable=True),
    sa.Column('return_reason', sa.String(length=16), nullable=True),
    sa.Column('fault', sa.String(length=12), nullable=True),
    sa.Column('category_code', sa.String(length=12), nullable=True),
    sa.Column('category_version', sa.String(length=20), nullable=True),
    sa.Column('district_code', sa.String(length=12), nullable=True),
    sa.Column('town_code', sa.String(length=12), nullable=True),
    sa.Column('row_id', sa.String(length=26), nullable=True),
    sa.Column('proposed_row_id', sa.String(length=26), nullable=True),
    sa.Column('row_note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['final_unit_id'], ['units.id'], name=op.f('fk_dispatch_rulings_final_unit_id_units')),
    sa.ForeignKeyConstraint(['objecting_unit_id'], ['units.id'], name=op.f('fk_dispatch_rulings_objecting_unit_id_units')),
    sa.ForeignKeyConstraint(['proposed_row_id'], ['responsibilities.id'], name=op.f('fk_dispatch_rulings_proposed_row_id_responsibilities')),
    sa.ForeignKeyConstraint(['refused_unit_id'], ['units.id'], name=op.f('fk_dispatch_rulings_refused_unit_id_units')),
    sa.ForeignKeyConstraint(['row_id'], ['responsibilities.id'], name=op.f('fk_dispatch_rulings_row_id_responsibilities')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_dispatch_rulings_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dispatch_rulings'))
    )
    with op.batch_alter_table('dispatch_rulings', schema=None) as batch_op:
        batch_op.create_index('ix_dispatch_rulings_at', ['at'], unique=False)
        batch_op.create_index('ix_dispatch_rulings_ticket_id', ['ticket_id'], unique=False)

    op.create_table('town_overrides',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=False),
    sa.Column('category_code', sa.String(length=12), nullable=True),
    sa.Column('action', sa.String(length=32), nullable=False),
    sa.Column('at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=26), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_town_overrides_ticket_id_tickets')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_town_overrides_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_town_overrides'))
    )
    with op.batch_alter_table('town_overrides', schema=None) as batch_op:
        batch_op.create_index('ix_town_overrides_at', ['at'], unique=False)
        batch_op.create_index('ix_town_overrides_ticket_id', ['ticket_id'], unique=False)
    op.create_table('ticket_article_feedback',
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('opened_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('due_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('article_id', sa.String(length=26), nullable=True),
    sa.Column('revision_id', sa.String(length=26), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.String(length=26), nullable=True),
    sa.Column('decided_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_ticket_article_feedback_article_id_articles')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_article_feedback_ticket_id_tickets')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_ticket_article_feedback_unit_id_units')),
    sa.PrimaryKeyConstraint('ticket_id', name=op.f('pk_ticket_article_feedback'))
    )
    with op.batch_alter_table('ticket_article_feedback', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_article_feedback_state_due_at', ['state', 'due_at'], unique=False)
        batch_op.create_index('ix_ticket_article_feedback_unit_id', ['unit_id'], unique=False)

    op.create_table('dialogues',
    sa.Column('conversation_id', sa.String(length=26), nullable=False),
    sa.Column('state_enc', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('updated_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('handed_over_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(length=10), nullable=True),
    sa.Column('ticket_id', sa.String(length=26), nullable=True),
    sa.Column('callback_id', sa.String(length=26), nullable=True),
    sa.Column('settled_at', hotline.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.String(length=26), nullable=True),
    sa.ForeignKeyConstraint(['callback_id'], ['channel_callbacks.id'], name=op.f('fk_dialogues_callback_id_channel_callbacks')),
    sa.ForeignKeyConstraint(['conversation_id'], ['channel_conversations.id'], name=op.f('fk_dialogues_conversation_id_channel_conversations')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_dialogues_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('conversation_id', name=op.f('pk_dialogues'))
    )
    with op.batch_alter_table('dialogues', schema=None) as batch_op:
        batch_op.create_index('ix_dialogues_handed_over_at', ['handed_over_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('dialogues', schema=None) as batch_op:
        batch_op.drop_index('ix_dialogues_handed_over_at')

    op.drop_table('dialogues')
    with op.batch_alter_table('ticket_article_feedback', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_article_feedback_unit_id')
        batch_op.drop_index('ix_ticket_article_feedback_state_due_at')

    op.drop_table('ticket_article_feedback')
    with op.batch_alter_table('town_overrides', schema=None) as batch_op:
        batch_op.drop_index('ix_town_overrides_at')
        batch_op.drop_index('ix_town_overrides_ticket_id')

    op.drop_table('town_overrides')
    with op.batch_alter_table('dispatch_rulings', schema=None) as batch_op:
        batch_op.drop_index('ix_dispatch_rulings_at')
        batch_op.drop_index('ix_dispatch_rulings_ticket_id')

    op.drop_table('dispatch_rulings')
    op.drop_table('taxonomy_mappings')
    with op.batch_alter_table('catalogue_hints', schema=None) as batch_op:
        batch_op.drop_index('ix_catalogue_hints_state')

    op.drop_table('catalogue_hints')
    with op.batch_alter_table('incident_measure_items', schema=None) as batch_op:
        batch_op.drop_index('ix_incident_measure_items_ticket_id')

    op.drop_table('incident_measure_items')
    with op.batch_alter_table('incident_members', schema=None) as batch_op:
        batch_op.drop_index('ix_incident_members_ticket_id')
        batch_op.drop_index('uq_incident_members_standing', sqlite_where=sa.text('standing = 1'), postgresql_where=sa.text('standing'))

    op.drop_table('incident_members')
    with op.batch_alter_table('incident_measures', schema=None) as batch_op:
        batch_op.drop_index('ix_incident_measures_incident_id')

    op.drop_table('incident_measures')
    with op.batch_alter_table('ticket_adoptions', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_adoptions_document_id')

    op.drop_table('ticket_adoptions')
    with op.batch_alter_table('ticket_repeats', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_repeats_former_id')
        batch_op.drop_index('ix_ticket_repeats_flagged_at_id')

    op.drop_table('ticket_repeats')
    with op.batch_alter_table('ticket_index_notes', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_index_notes_noted')

    op.drop_table('ticket_index_notes')
    with op.batch_alter_table('incidents', schema=None) as batch_op:
        batch_op.drop_index('ix_incidents_topic', sqlite_where=sa.text("state IN ('SUGGESTED', 'OPEN')"), postgresql_where=sa.text("state IN ('SUGGESTED', 'OPEN')"))
        batch_op.drop_index('ix_incidents_created_at_id')

    op.drop_table('incidents')
    # Every table of the first release
    with op.batch_alter_table('ticket_clock_changes', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_clock_changes_clock_id')

    op.drop_table('ticket_clock_changes')
    with op.batch_alter_table('ticket_progress_notes', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_progress_notes_ticket_id')

    op.drop_table('ticket_progress_notes')
    with op.batch_alter_table('ticket_extensions', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_extensions_ticket_id')

    op.drop_table('ticket_extensions')
    with op.batch_alter_table('ticket_contacts', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_contacts_ticket_id')

    op.drop_table('ticket_contacts')
    with op.batch_alter_table('ticket_clocks', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_clocks_unit_id_started_at')
        batch_op.drop_index('ix_ticket_clocks_ticket_id')
        batch_op.drop_index('ix_ticket_clocks_due', sqlite_where=sa.text("state = 'RUNNING' AND next_at IS NOT NULL"), postgresql_where=sa.text("state = 'RUNNING' AND next_at IS NOT NULL"))

    op.drop_table('ticket_clocks')
    with op.batch_alter_table('unit_members', schema=None) as batch_op:
        batch_op.drop_index('ix_unit_members_unit_id')
        batch_op.drop_index('ix_unit_members_account_id')

    op.drop_table('unit_members')
    with op.batch_alter_table('ticket_whistles', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_whistles_unit_id')
        batch_op.drop_index('ix_ticket_whistles_ticket_id')

    op.drop_table('ticket_whistles')
    with op.batch_alter_table('ticket_suspensions', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_suspensions_ticket_id')

    op.drop_table('ticket_suspensions')
    op.drop_table('ticket_suggestions')
    with op.batch_alter_table('ticket_ratings', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_ratings_ticket_id')

    op.drop_table('ticket_ratings')
    with op.batch_alter_table('ticket_proposals', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_proposals_ticket_id')
        batch_op.drop_index('ix_ticket_proposals_state')

    op.drop_table('ticket_proposals')
    with op.batch_alter_table('ticket_named_users', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_named_users_account_id')

    op.drop_table('ticket_named_users')
    with op.batch_alter_table('ticket_links', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_links_other_id')

    op.drop_table('ticket_links')
    with op.batch_alter_table('ticket_follow_ups', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_follow_ups_ticket_id')

    op.drop_table('ticket_follow_ups')
    with op.batch_alter_table('ticket_consultations', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_consultations_ticket_id')

    op.drop_table('ticket_consultations')
    with op.batch_alter_table('ticket_attachments', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_attachments_file_id')
        batch_op.drop_index('ix_ticket_attachments_ticket_id')

    op.drop_table('ticket_attachments')
    with op.batch_alter_table('ticket_assignments', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_assignments_unit_path')
        batch_op.drop_index('ix_ticket_assignments_level_at')
        batch_op.drop_index('ix_ticket_assignments_unit_id')
        batch_op.drop_index('ix_ticket_assignments_ticket_id')

    op.drop_table('ticket_assignments')
    with op.batch_alter_table('ticket_actions', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_actions_automatic', sqlite_where=sa.text("actor_kind = 'system'"), postgresql_where=sa.text("actor_kind = 'system'"))
        batch_op.drop_index('ix_ticket_actions_masked', sqlite_where=sa.text('masked_texts IS NOT NULL'), postgresql_where=sa.text('masked_texts IS NOT NULL'))
        batch_op.drop_index('ix_ticket_actions_at')

    op.drop_table('ticket_actions')
    with op.batch_alter_table('submission_keys', schema=None) as batch_op:
        batch_op.drop_index('ix_submission_keys_created_at')

    op.drop_table('submission_keys')
    op.drop_table('receipts_due')
    with op.batch_alter_table('channel_deliveries', schema=None) as batch_op:
        batch_op.drop_index('ix_channel_deliveries_address_hash')
        batch_op.drop_index('ix_channel_deliveries_provider_message')
        batch_op.drop_index('ix_channel_deliveries_open', sqlite_where=sa.text("state IN ('QUEUED', 'SENDING', 'UNKNOWN')"), postgresql_where=sa.text("state IN ('QUEUED', 'SENDING', 'UNKNOWN')"))

    op.drop_table('channel_deliveries')
    with op.batch_alter_table('channel_callbacks', schema=None) as batch_op:
        batch_op.drop_index('uq_channel_callbacks_open', sqlite_where=sa.text("state = 'OPEN'"), postgresql_where=sa.text("state = 'OPEN'"))
        batch_op.drop_index('ix_channel_callbacks_address_hash')

    op.drop_table('channel_callbacks')
    with op.batch_alter_table('auth_sessions', schema=None) as batch_op:
        batch_op.drop_index('ix_auth_sessions_account_id')

    op.drop_table('auth_sessions')
    with op.batch_alter_table('api_tokens', schema=None) as batch_op:
        batch_op.drop_index('ix_api_tokens_account_id')

    op.drop_table('api_tokens')
    with op.batch_alter_table('unit_revisions', schema=None) as batch_op:
        batch_op.drop_index('ix_unit_revisions_valid_from')

    op.drop_table('unit_revisions')
    with op.batch_alter_table('tickets', schema=None) as batch_op:
        batch_op.drop_index('ix_tickets_status_created_at_id')
        batch_op.drop_index('ix_tickets_appeal_state_filed', sqlite_where=sa.text("appeal_state = 'FILED'"), postgresql_where=sa.text("appeal_state = 'FILED'"))
        batch_op.drop_index('ix_tickets_unreasonable_state_filed', sqlite_where=sa.text("unreasonable_state = 'FILED'"), postgresql_where=sa.text("unreasonable_state = 'FILED'"))
        batch_op.drop_index('ix_tickets_sealed_at', sqlite_where=sa.text('sealed_at IS NOT NULL AND deidentified_at IS NULL'), postgresql_where=sa.text('sealed_at IS NOT NULL AND deidentified_at IS NULL'))
        batch_op.drop_index('ix_tickets_red_at', sqlite_where=sa.text('red_at IS NOT NULL'), postgresql_where=sa.text('red_at IS NOT NULL'))
        batch_op.drop_index('ix_tickets_conversation_id', sqlite_where=sa.text('conversation_id IS NOT NULL'), postgresql_where=sa.text('conversation_id IS NOT NULL'))
        batch_op.drop_index('ix_tickets_merged_into_id', sqlite_where=sa.text('merged_into_id IS NOT NULL'), postgresql_where=sa.text('merged_into_id IS NOT NULL'))
        batch_op.drop_index('ix_tickets_lead_unit_id_created_at')
        batch_op.drop_index('ix_tickets_external_ref')
        batch_op.drop_index('ix_tickets_created_at_id')
        batch_op.drop_index('ix_tickets_contact_number_hash')
        batch_op.drop_index('ix_tickets_citizen_id')

    op.drop_table('tickets')
    op.drop_table('supervision_grades')
    with op.batch_alter_table('responsibilities', schema=None) as batch_op:
        batch_op.drop_index('ix_responsibilities_status')
        batch_op.drop_index('ix_responsibilities_lead_unit_id')
        batch_op.drop_index('ix_responsibilities_category_code')

    op.drop_table('responsibilities')
    with op.batch_alter_table('conduct_steps', schema=None) as batch_op:
        batch_op.drop_index('ix_conduct_steps_citizen_id')

    op.drop_table('conduct_steps')
    with op.batch_alter_table('conduct_proposals', schema=None) as batch_op:
        batch_op.drop_index('ix_conduct_proposals_citizen_id')

    op.drop_table('conduct_proposals')
    with op.batch_alter_table('citizen_timeline', schema=None) as batch_op:
        batch_op.drop_index('ix_citizen_timeline_citizen_id')

    op.drop_table('citizen_timeline')
    with op.batch_alter_table('citizen_merges', schema=None) as batch_op:
        batch_op.drop_index('ix_citizen_merges_merged_id')
        batch_op.drop_index('ix_citizen_merges_kept_id')

    op.drop_table('citizen_merges')
    with op.batch_alter_table('citizen_list_entries', schema=None) as batch_op:
        batch_op.drop_index('ix_citizen_list_entries_citizen_id')

    op.drop_table('citizen_list_entries')
    with op.batch_alter_table('citizen_contacts', schema=None) as batch_op:
        batch_op.drop_index('ix_citizen_contacts_citizen_id')

    op.drop_table('citizen_contacts')
    with op.batch_alter_table('channel_messages', schema=None) as batch_op:
        batch_op.drop_index('ix_channel_messages_provider_event_id', sqlite_where=sa.text("provider_event_id IS NOT NULL"), postgresql_where=sa.text("provider_event_id IS NOT NULL"))

    op.drop_table('channel_messages')
    op.drop_table('channel_calls')
    with op.batch_alter_table('caller_conducts', schema=None) as batch_op:
        batch_op.drop_index('ix_caller_conducts_restricted_until')

    op.drop_table('caller_conducts')
    op.drop_table('calendar_days')
    with op.batch_alter_table('service_item_reports', schema=None) as batch_op:
        batch_op.drop_index('ix_service_item_reports_state_reported_at')
        batch_op.drop_index('ix_service_item_reports_item_id_state')

    op.drop_table('service_item_reports')
    with op.batch_alter_table('knowledge_popularity', schema=None) as batch_op:
        batch_op.drop_index('ix_knowledge_popularity_heat')

    op.drop_table('knowledge_popularity')
    with op.batch_alter_table('knowledge_clicks', schema=None) as batch_op:
        batch_op.drop_index('ix_knowledge_clicks_search_id')
        batch_op.drop_index('ix_knowledge_clicks_at_document_id')

    op.drop_table('knowledge_clicks')
    with op.batch_alter_table('knowledge_searches', schema=None) as batch_op:
        batch_op.drop_index('ix_knowledge_searches_at_top_id')
        batch_op.drop_index('ix_knowledge_searches_answered_at')

    op.drop_table('knowledge_searches')
    with op.batch_alter_table('answer_calibrations', schema=None) as batch_op:
        batch_op.drop_index('ix_answer_calibrations_stamp_fitted_at')

    op.drop_table('answer_calibrations')
    with op.batch_alter_table('lexicon_words', schema=None) as batch_op:
        batch_op.drop_index('ix_lexicon_words_version')

    op.drop_table('lexicon_words')
    op.drop_table('knowledge_received')

    with op.batch_alter_table('knowledge_builds', schema=None) as batch_op:
        batch_op.drop_index('ix_knowledge_builds_engine_built_at')

    op.drop_table('knowledge_builds')
    with op.batch_alter_table('knowledge_gaps', schema=None) as batch_op:
        batch_op.drop_index('ix_knowledge_gaps_unit_id')
        batch_op.drop_index('ix_knowledge_gaps_state_last_at')

    op.drop_table('knowledge_gaps')
    with op.batch_alter_table('directory_number_changes', schema=None) as batch_op:
        batch_op.drop_index('ix_directory_number_changes_waiting')
        batch_op.drop_index('ix_directory_number_changes_number_id')

    op.drop_table('directory_number_changes')
    with op.batch_alter_table('directory_numbers', schema=None) as batch_op:
        batch_op.drop_index('ix_directory_numbers_unit_id')

    op.drop_table('directory_numbers')
    with op.batch_alter_table('directory_windows', schema=None) as batch_op:
        batch_op.drop_index('ix_directory_windows_unit_id')

    op.drop_table('directory_windows')
    op.drop_table('directory_units')
    with op.batch_alter_table('knowledge_notices', schema=None) as batch_op:
        batch_op.drop_index('ix_knowledge_notices_updated_at_id')
        batch_op.drop_index('ix_knowledge_notices_unit_id')
        batch_op.drop_index('ix_knowledge_notices_state_valid_to')

    op.drop_table('knowledge_notices')
    op.drop_table('service_item_versions')
    with op.batch_alter_table('service_items', schema=None) as batch_op:
        batch_op.drop_index('ix_service_items_waiting_from')
        batch_op.drop_index('ix_service_items_unit_id')
        batch_op.drop_index('ix_service_items_parent_code')
        batch_op.drop_index('ix_service_items_state_item_type')
        batch_op.drop_index('ix_service_items_external_ref')

    op.drop_table('service_items')
    with op.batch_alter_table('article_flags', schema=None) as batch_op:
        batch_op.drop_index('ix_article_flags_state')
        batch_op.drop_index('ix_article_flags_article_id')

    op.drop_table('article_flags')
    with op.batch_alter_table('article_citations', schema=None) as batch_op:
        batch_op.drop_index('ix_article_citations_item_code')
        batch_op.drop_index('ix_article_citations_article_id')

    op.drop_table('article_citations')
    with op.batch_alter_table('article_reviews', schema=None) as batch_op:
        batch_op.drop_index('ix_article_reviews_revision_id')

    op.drop_table('article_reviews')
    with op.batch_alter_table('article_error_reports', schema=None) as batch_op:
        batch_op.drop_index('ix_article_error_reports_state')
        batch_op.drop_index('ix_article_error_reports_article_id')

    op.drop_table('article_error_reports')
    with op.batch_alter_table('accounts', schema=None) as batch_op:
        batch_op.drop_index('ix_accounts_unit_id')

    op.drop_table('accounts')
    with op.batch_alter_table('units', schema=None) as batch_op:
        batch_op.drop_index('ix_units_path')
        batch_op.drop_index('ix_units_parent_id')

    op.drop_table('units')
    op.drop_table('supervision_notice_reads')
    with op.batch_alter_table('supervision_notice_audiences', schema=None) as batch_op:
        batch_op.drop_index('ix_supervision_notice_audiences_unit_id')
        batch_op.drop_index('ix_supervision_notice_audiences_role')
        batch_op.drop_index('ix_supervision_notice_audiences_notice_id')
        batch_op.drop_index('ix_supervision_notice_audiences_everybody', sqlite_where=sa.text('account_id IS NULL AND unit_id IS NULL AND role IS NULL'), postgresql_where=sa.text('account_id IS NULL AND unit_id IS NULL AND role IS NULL'))
        batch_op.drop_index('ix_supervision_notice_audiences_account_id')

    op.drop_table('supervision_notice_audiences')
    with op.batch_alter_table('outbox_deliveries', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_deliveries_event_id')
        batch_op.drop_index('ix_outbox_deliveries_due', sqlite_where=sa.text("status = 'PENDING'"), postgresql_where=sa.text("status = 'PENDING'"))
        batch_op.drop_index('ix_outbox_deliveries_dead', sqlite_where=sa.text("status = 'DEAD'"), postgresql_where=sa.text("status = 'DEAD'"))

    op.drop_table('outbox_deliveries')
    with op.batch_alter_table('citizens', schema=None) as batch_op:
        batch_op.drop_index('ix_citizens_legal_hold', sqlite_where=sa.text("legal_hold = 1"), postgresql_where=sa.text("legal_hold"))
        batch_op.drop_index('ix_citizens_merged_into_id')

    op.drop_table('citizens')
    with op.batch_alter_table('channel_conversations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_channel_conversations_subject_ref'))
        batch_op.drop_index(batch_op.f('ix_channel_conversations_address_hash'))

    op.drop_table('channel_conversations')
    op.drop_table('categories')
    with op.batch_alter_table('calendar_versions', schema=None) as batch_op:
        batch_op.drop_index('ix_calendar_versions_in_force', sqlite_where=sa.text("state = 'IN_FORCE'"), postgresql_where=sa.text("state = 'IN_FORCE'"))

    op.drop_table('calendar_versions')
    op.drop_table('article_revisions')
    op.drop_table('ticket_views')
    op.drop_table('ticket_policies')
    op.drop_table('ticket_index_marks')
    op.drop_table('ticket_drafts')
    op.drop_table('taxonomy_versions')
    op.drop_table('supervision_rules')
    with op.batch_alter_table('supervision_records', schema=None) as batch_op:
        batch_op.drop_index('ix_supervision_records_unit_kind_at')
        batch_op.drop_index('ix_supervision_records_at')

    op.drop_table('supervision_records')
    with op.batch_alter_table('supervision_orders', schema=None) as batch_op:
        batch_op.drop_index('ix_supervision_orders_unit_state')
        batch_op.drop_index('ix_supervision_orders_object_id')
        batch_op.drop_index('ix_supervision_orders_issued_at_id')

    op.drop_table('supervision_orders')
    op.drop_table('supervision_notices')
    with op.batch_alter_table('supervision_card_appeals', schema=None) as batch_op:
        batch_op.drop_index('ix_supervision_card_appeals_filed_at_id')

    op.drop_table('supervision_card_appeals')
    with op.batch_alter_table('supervision_card_adjustments', schema=None) as batch_op:
        batch_op.drop_index('ix_supervision_card_adjustments_appeal_id')

    op.drop_table('supervision_card_adjustments')
    with op.batch_alter_table('supervision_cards', schema=None) as batch_op:
        batch_op.drop_index('ix_supervision_cards_unit_at')
        batch_op.drop_index('ix_supervision_cards_triggered_at_id')
        batch_op.drop_index('ix_supervision_cards_object_id')
        batch_op.drop_index('ix_supervision_cards_appeal_id', sqlite_where=sa.text("appeal_id IS NOT NULL"), postgresql_where=sa.text("appeal_id IS NOT NULL"))
        batch_op.drop_index('ix_supervision_cards_disposition_at')

    op.drop_table('supervision_cards')
    op.drop_table('supervision_anchors')
    with op.batch_alter_table('supervision_anchor_spans', schema=None) as batch_op:
        batch_op.drop_index('ix_supervision_anchor_spans_number')

    op.drop_table('supervision_anchor_spans')
    with op.batch_alter_table('subject_keys', schema=None) as batch_op:
        batch_op.drop_index('ix_subject_keys_master_key_id', sqlite_where=sa.text('destroyed_at IS NULL'), postgresql_where=sa.text('destroyed_at IS NULL'))

    op.drop_table('subject_keys')
    op.drop_table('streams')
    with op.batch_alter_table('stream_messages', schema=None) as batch_op:
        batch_op.drop_index('ix_stream_messages_at')

    op.drop_table('stream_messages')
    with op.batch_alter_table('stored_files', schema=None) as batch_op:
        batch_op.drop_index('ix_stored_files_owner')
        batch_op.drop_index('ix_stored_files_orphans', sqlite_where=sa.text('owner_id IS NULL'), postgresql_where=sa.text('owner_id IS NULL'))

    op.drop_table('stored_files')
    with op.batch_alter_table('routing_policies', schema=None) as batch_op:
        batch_op.drop_index('ix_routing_policies_state')

    op.drop_table('routing_policies')
    with op.batch_alter_table('public_drafts', schema=None) as batch_op:
        batch_op.drop_index('ix_public_drafts_saved_at')

    op.drop_table('public_drafts')
    with op.batch_alter_table('routing_examples', schema=None) as batch_op:
        batch_op.drop_index('ix_routing_examples_category_code')

    op.drop_table('routing_examples')
    op.drop_table('routing_example_versions')
    with op.batch_alter_table('place_names', schema=None) as batch_op:
        batch_op.drop_index('ix_place_names_code')

    op.drop_table('place_names')
    op.drop_table('outbox_events')
    op.drop_table('hot_watch_turns')
    with op.batch_alter_table('hot_topics', schema=None) as batch_op:
        batch_op.drop_index('ix_hot_topics_told_at')
        batch_op.drop_index('ix_hot_topics_state')

    op.drop_table('hot_topics')
    op.drop_table('hot_briefs')
    op.drop_table('drift_alerts')
    op.drop_table('agreement_weeks')
    op.drop_table('deletion_certificates')
    op.drop_table('counters')
    op.drop_table('channel_providers')
    with op.batch_alter_table('channel_provider_events', schema=None) as batch_op:
        batch_op.drop_index('ix_channel_provider_events_raw', sqlite_where=sa.text('raw_enc IS NOT NULL'), postgresql_where=sa.text('raw_enc IS NOT NULL'))

    op.drop_table('channel_provider_events')
    op.drop_table('channel_opt_outs')
    with op.batch_alter_table('category_limit_proposals', schema=None) as batch_op:
        batch_op.drop_index('ix_category_limit_proposals_state')

    op.drop_table('category_limit_proposals')
    with op.batch_alter_table('category_limits', schema=None) as batch_op:
        batch_op.drop_index('ix_category_limits_category_code')

    op.drop_table('category_limits')
    op.drop_table('calendars')
    op.drop_table('audit_heads')
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_entries_object')
        batch_op.drop_index('ix_audit_entries_at')
        batch_op.drop_index('ix_audit_entries_actor')
        batch_op.drop_index('ix_audit_entries_action')

    op.drop_table('audit_entries')
    with op.batch_alter_table('attempt_windows', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attempt_windows_ends_at'))

    op.drop_table('attempt_windows')
    with op.batch_alter_table('articles', schema=None) as batch_op:
        batch_op.drop_index('ix_articles_waiting_from')
        batch_op.drop_index('ix_articles_updated_at_id')
        batch_op.drop_index('ix_articles_state_valid_to')
        batch_op.drop_index('ix_articles_state_review_by')
        batch_op.drop_index('ix_articles_owner_unit_id')
        batch_op.drop_index('ix_articles_category_code')

    op.drop_table('articles')
