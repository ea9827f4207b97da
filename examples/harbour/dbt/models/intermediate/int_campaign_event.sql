-- written by `onefold source build` from sources/*.yml; edit that file
-- content 0fded898fd66fea9
select
    cast(null as varchar) as record_name,
    cast(null as varchar) as source,
    cast(null as varchar) as object,
    cast(null as varchar) as source_key,
    cast(null as bigint) as trust,
    cast(null as timestamp) as created_at,
    cast(null as timestamp) as updated_at,
    cast(null as boolean) as is_deleted,
    cast(null as varchar) as record_state,
    cast(null as varchar) as time_zone,
    cast(null as json) as custom_fields,
    cast(null as varchar) as party,
    cast(null as varchar) as campaign,
    cast(null as varchar) as campaign_name,
    cast(null as varchar) as kind,
    cast(null as varchar) as channel,
    cast(null as timestamp) as "at",
    cast(null as varchar) as url
where false
