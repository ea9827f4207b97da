with owners as (

    select * from {{ ref('int_owner') }} where not is_deleted

)

select
    ---------- ids
    owners.record_name,
    owners.source,
    owners.object,
    owners.source_key,

    ---------- text
    owners.name,
    owners.email,

    ---------- booleans
    owners.is_active,

    ---------- dates and timestamps
    owners.created_at,
    owners.updated_at
from owners
