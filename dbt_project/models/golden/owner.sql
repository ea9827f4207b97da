with owners as (

    select * from {{ ref('int_owner') }} where not is_deleted

)

select
    ---------- ids
    owners.record_name,
    owners.source,
    owners.object,
    owners.source_key,
    -- The same person in several systems has one mailbox.
    coalesce(lower({{ blank_to_null('owners.email') }}), owners.record_name) as owner_key,
    owners.territory,

    ---------- text
    owners.name,
    owners.email,
    owners.team,
    owners.record_state,
    owners.time_zone,

    ---------- booleans
    owners.is_active,

    ---------- dates and timestamps
    owners.created_at,
    owners.updated_at
from owners
